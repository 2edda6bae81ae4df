namespace Nexus.Platform.Ledger.Sqlite;

/// <summary>Wakes everyone who waits for the next commit.</summary>
internal sealed class CommitSignal
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _next;

    /// <summary>Take it before looking, wait for it when there was nothing to see.</summary>
    public Task Next()
    {
        lock (_gate)
            return (_next ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
    }

    public void Raise()
    {
        TaskCompletionSource? reached;
        lock (_gate)
            (reached, _next) = (_next, null);
        reached?.TrySetResult();
    }
}
