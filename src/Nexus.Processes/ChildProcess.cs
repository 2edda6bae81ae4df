using Nexus.Processes.Linux;
using Nexus.Processes.Terminals;

namespace Nexus.Processes;

/// <summary>A started program. Disposing it kills what is left of its tree.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    /// <summary>Somebody else collected it.</summary>
    internal const int UnknownExitCode = 255;

    private readonly Spawner _spawner;
    private readonly ProcessTree _tree;
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal ChildProcess(Spawner spawner, int pid, Wiring wiring, ProcessMark? mark, TimeProvider clock)
    {
        Identity = ProcessIdentity.Of(pid) ?? new ProcessIdentity(pid, 0);
        (_spawner, _tree) = (spawner, new ProcessTree(Identity, mark, clock));
        (Input, Output, Error) = (wiring.Input, wiring.Output, wiring.Error);
    }

    public ProcessIdentity Identity { get; }

    public int Pid => Identity.Pid;

    /// <summary>Exit code, or 128 + signal. The program is gone; what it started may not be.</summary>
    public Task<int> Exited => _exited.Task;

    /// <summary>Our end of its input; with a terminal the same stream as <see cref="Output"/>.</summary>
    public Stream? Input { get; }

    public Stream? Output { get; }

    public Stream? Error { get; }

    /// <summary>
    /// A signal stopped it, or all it started and waits for. What a debugger stops is not meant.
    /// </summary>
    public bool IsSuspended => ProcessTree.IsSuspended(Pid);

    /// <summary>The processes of its tree that live.</summary>
    public IReadOnlyList<int> Members() => [.. _tree.Living().Select(process => process.Pid)];

    /// <summary>What those processes have used; those that end meanwhile are left out.</summary>
    public IReadOnlyList<ProcessUsage> Usage() =>
    [
        .. _tree.Living()
            .Select(process => ProcUsage.Read(new(process.Pid, process.StartTime))).OfType<ProcessUsage>(),
    ];

    /// <returns>False when it has ended.</returns>
    public bool Send(Signal signal) => _spawner.Send(Pid, signal, wholeGroup: false);

    /// <summary>To the group it leads, also when it has ended itself.</summary>
    public bool SendToGroup(Signal signal) => _spawner.Send(Pid, signal, wholeGroup: true);

    public void Resize(TerminalWindow window) => (Output as Pseudoterminal)?.Resize(window);

    /// <summary>Kills it, its descendants, its group and its session, and waits until they are gone.</summary>
    /// <returns>False when something of it cannot die.</returns>
    public async Task<bool> KillTreeAsync(CancellationToken cancellationToken)
    {
        var isGone = await _tree.KillAsync(cancellationToken);
        if (isGone)
            await Exited.WaitAsync(cancellationToken);
        return isGone;
    }

    /// <summary>Asks the group it leads to end; kills what of the tree is left after that time.</summary>
    /// <returns>False when something of it cannot die.</returns>
    public async Task<bool> StopTreeAsync(TimeSpan grace, CancellationToken cancellationToken)
    {
        _ = _tree.Living();
        SendToGroup(Signal.Terminate);
        await _tree.WaitGoneAsync(grace, cancellationToken);
        return await KillTreeAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await KillTreeAsync(CancellationToken.None);
        await LeaveAsync();
    }

    /// <summary>Closes our ends of its streams and lets it, or what it started, live on.</summary>
    public async ValueTask LeaveAsync()
    {
        await CloseAsync(Input);
        await CloseAsync(Output);
        await CloseAsync(Error);
    }

    internal void End(int code) => _exited.TrySetResult(code);

    private static ValueTask CloseAsync(Stream? stream) => stream?.DisposeAsync() ?? default;
}
