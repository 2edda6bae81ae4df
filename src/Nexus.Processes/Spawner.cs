using System.Runtime.InteropServices;
using Nexus.Processes.Linux;

namespace Nexus.Processes;

/// <summary>
/// Starts programs and collects them when they end. Ours and not the runtime's, which knows no sessions, no terminals
/// and no inherited descriptors, and would fight with a reaper.
/// </summary>
/// <remarks>
/// The first process of a container also collects what others left to it; there must be only one spawner then. It comes
/// before what it starts: else it would not answer for seconds while that takes every processor of the container.
/// </remarks>
public sealed class Spawner(TimeProvider clock) : IDisposable
{
    private const int First = 1;
    private const int Niceness = 10;

    private readonly Lock _gate = new();
    private readonly Dictionary<int, ChildProcess> _children = [];
    private IDisposable? _watch;

    /// <exception cref="SpawnException">There is no such program, or it cannot run.</exception>
    public unsafe ChildProcess Spawn(SpawnRequest request)
    {
        var variables = VariablesOf(request);
        var program = ProgramPath.Find(request.Argv.Program, variables.GetValueOrDefault("PATH"))
            ?? throw new SpawnException(request.Argv.Program, Libc.NoEntry);
        if (request.WorkingDirectory is { Length: > 0 } directory && !Directory.Exists(directory))
            throw new SpawnException(directory, Libc.NoEntry);

        using var arguments = new NativeStrings([request.Argv.Program, .. request.Argv.Arguments]);
        using var environment = new NativeStrings([.. variables.Select(pair => $"{pair.Key}={pair.Value}")]);
        using var attributes = new SpawnAttributes(request.NewSession || request.Terminal is not null);
        using var actions = new FileActions();
        if (request.WorkingDirectory is { Length: > 0 } workingDirectory)
            actions.ChangeDirectory(workingDirectory);
        using var wiring = Wiring.Make(request, actions);
        actions.CloseFrom(3);

        lock (_gate)
        {
            _watch ??= Watch();
            var error = Libc.Spawn(
                out var pid, program, actions.Pointer, attributes.Pointer, arguments.Pointer, environment.Pointer);
            if (error == 0)
            {
                if (Environment.ProcessId == First)
                    _ = Libc.SetPriority(which: 0, pid, Niceness);
                (_watch as ReaperThread)?.Wake();
                return _children[pid] = new ChildProcess(this, pid, wiring, request.Mark, clock);
            }

            wiring.Abandon();
            throw new SpawnException(request.Argv.Program, error);
        }
    }

    public void Dispose() => _watch?.Dispose();

    /// <summary>
    /// In a first process that listens to SIGCHLD the runtime itself collects all children, and forgets them.
    /// </summary>
    private IDisposable Watch() => Environment.ProcessId == First
        ? new ReaperThread(ReapAll)
        : PosixSignalRegistration.Create(PosixSignal.SIGCHLD, _ => ReapOurs());

    /// <summary>Under the lock, so a pid is ours until it is collected.</summary>
    internal bool Send(int pid, Signal signal, bool wholeGroup)
    {
        lock (_gate)
            return (wholeGroup || _children.ContainsKey(pid)) && Libc.Kill(wholeGroup ? -pid : pid, (int)signal) == 0;
    }

    private void ReapAll()
    {
        lock (_gate)
        {
            while (Libc.WaitPid(-1, out var status, Libc.WaitNoHang) is var pid and > 0)
            {
                if (_children.Remove(pid, out var child))
                    child.End(CodeOf(status));
            }
        }
    }

    private void ReapOurs()
    {
        lock (_gate)
        {
            foreach (var (pid, child) in _children)
            {
                var ended = Libc.WaitPid(pid, out var status, Libc.WaitNoHang);
                if (ended == 0)
                    continue;
                _children.Remove(pid);
                child.End(ended == pid ? CodeOf(status) : ChildProcess.UnknownExitCode);
            }
        }
    }

    private static int CodeOf(int status) => (status & 0x7f) is 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f);

    private static Dictionary<string, string> VariablesOf(SpawnRequest request)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        if (request.InheritsEnvironment)
        {
            foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
                variables[(string)variable.Key] = (string?)variable.Value ?? "";
        }

        foreach (var (name, value) in request.Environment)
            variables[name] = value;
        if (request.Mark is { } mark)
            variables[mark.Name] = mark.Value;
        return variables;
    }
}
