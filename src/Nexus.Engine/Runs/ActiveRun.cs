using Nexus.Contracts;

namespace Nexus.Engine.Runs;

/// <summary>An unfinished run in memory: what is recorded of it, and who may change it now.</summary>
internal sealed class ActiveRun : IDisposable
{
    private readonly CancellationTokenSource _cancel = new();
    private readonly TaskCompletionSource<RunOutcome> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isDisposed;

    public ActiveRun(Plan plan, string? lane, RunSnapshot snapshot)
    {
        (Plan, Lane, Snapshot, Id) = (plan, lane, snapshot, snapshot.Run.RunId);
        CancelToken = _cancel.Token;
    }

    public Plan Plan { get; }

    public string? Lane { get; }

    public Guid Id { get; }

    /// <summary>Held by whoever records a change; changes of one run follow each other.</summary>
    public SemaphoreSlim Gate { get; } = new(0, 1);

    /// <summary>As the ledger has it; written under the gate.</summary>
    public RunSnapshot Snapshot { get; set; }

    /// <summary>Taken up again after a restart.</summary>
    public bool IsResumed { get; init; }

    /// <summary>The commit that should have created it was refused.</summary>
    public bool IsWithdrawn { get; set; }

    public bool IsEnded => IsWithdrawn || Snapshot.Run.Phase is RunPhase.Ended;

    /// <summary>Cancelled when the run is asked to end; a compensation is not stopped by it.</summary>
    public CancellationToken CancelToken { get; }

    public Task<RunOutcome> Ended => _ended.Task;

    /// <summary>The execution, once it has begun.</summary>
    public Task Execution { get; set; } = Task.CompletedTask;

    /// <summary>The cancel that a newer run of the lane asked for.</summary>
    public Task Superseding { get; set; } = Task.CompletedTask;

    public Task[] Work => [Execution, Superseding];

    public Task CancelAsync()
    {
        lock (_cancel)
            return _isDisposed ? Task.CompletedTask : _cancel.CancelAsync();
    }

    public void Tell(RunOutcome outcome) => _ended.TrySetResult(outcome);

    public void Withdraw()
    {
        IsWithdrawn = true;
        _ended.TrySetException(new NexusException(RunErrors.NotFound(Id)));
    }

    public void Dispose()
    {
        lock (_cancel)
        {
            _isDisposed = true;
            _cancel.Dispose();
        }
    }
}
