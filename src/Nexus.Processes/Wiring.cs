using System.IO.Pipes;
using Microsoft.Win32.SafeHandles;
using Nexus.Processes.Linux;
using Nexus.Processes.Terminals;

namespace Nexus.Processes;

/// <summary>The standard streams of one child: its ends go with it, ours become streams.</summary>
internal sealed class Wiring : IDisposable
{
    private readonly List<int> _childEnds = [];

    private Wiring()
    {
    }

    public Stream? Input { get; private set; }

    public Stream? Output { get; private set; }

    public Stream? Error { get; private set; }

    public static Wiring Make(SpawnRequest request, FileActions actions)
    {
        var wiring = new Wiring();
        try
        {
            if (request.Terminal is { } window)
            {
                wiring.AddTerminal(Pseudoterminal.Open(window, request.TerminalOwner), actions);
                return wiring;
            }

            wiring.Input = wiring.Add(request.Input, 0, actions);
            wiring.Output = wiring.Add(request.Output, 1, actions);
            wiring.Error = wiring.Add(request.Error, 2, actions);
            return wiring;
        }
        catch
        {
            wiring.Abandon();
            throw;
        }
    }

    /// <summary>There will be no child.</summary>
    public void Abandon()
    {
        Dispose();
        Input?.Dispose();
        Output?.Dispose();
        Error?.Dispose();
    }

    public void Dispose()
    {
        foreach (var descriptor in _childEnds)
            _ = Libc.Close(descriptor);
        _childEnds.Clear();
    }

    /// <summary>The first terminal that the leader of a new session opens becomes its controlling one.</summary>
    private void AddTerminal(Pseudoterminal terminal, FileActions actions)
    {
        Input = Output = terminal;
        actions.Open(0, terminal.Path, Libc.ReadWrite);
        actions.Duplicate(0, 1);
        actions.Duplicate(0, 2);
    }

    private AnonymousPipeClientStream? Add(StdioTarget stream, int descriptor, FileActions actions)
    {
        if (stream.IsPipe)
            return AddPipe(descriptor, actions);
        if (stream.Handle is { } handle)
        {
            Descriptors.GiveAway((int)handle.DangerousGetHandle());
            actions.Duplicate((int)handle.DangerousGetHandle(), descriptor);
        }
        else if (stream.Path is { } path)
        {
            actions.Open(descriptor, path, FlagsOf(path));
        }

        return null;
    }

    private static int FlagsOf(string path) =>
        path is "/dev/null" ? Libc.ReadWrite : Libc.WriteOnly | Libc.Create | Libc.Append;

    private unsafe AnonymousPipeClientStream AddPipe(int descriptor, FileActions actions)
    {
        var ends = stackalloc int[2];
        if (Libc.Pipe(ends, Libc.CloseOnExec) != 0)
            throw new IOException($"No pipe: {Libc.Describe(Libc.LastError)}.");

        var (ours, childs) = descriptor == 0 ? (ends[1], ends[0]) : (ends[0], ends[1]);
        _childEnds.Add(childs);
        actions.Duplicate(childs, descriptor);
        var direction = descriptor == 0 ? PipeDirection.Out : PipeDirection.In;
        return new AnonymousPipeClientStream(direction, new SafePipeHandle(ours, ownsHandle: true));
    }
}
