using Nexus.Contracts;

namespace Nexus.Engine.Runs;

/// <summary>An unfinished run in memory: what is recorded of it, and who may change it now.</summary>
internal sealed class ActiveRun : IDisposable
{
    private readonly CancellationTokenSource _cancel = new();
    private readonly CancellationTokenSource _over = new();
    private readonly Dictionary<Guid, Task> _watched = [];
    private readonly TaskCompletionSource<RunOutcome> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isDisposed;
    private IReadOnlyList<Guid> _interrupted;
    private int _isParked;

    public ActiveRun(Plan plan, string? lane, RunSnapshot snapshot)
    {
        (Plan, Lane, Snapshot, Id) = (plan, lane, snapshot, snapshot.Run.RunId);
        (CancelToken, Over) = (_cancel.Token, _over.Token);
        _interrupted = [.. snapshot.Steps.Where(step => step.Phase is StepPhase.Running).Select(step => step.StepId)];
    }

    public Plan Plan { get; }

    public string? Lane { get; }

    public Guid Id { get; }

    public int Priority => Snapshot.Run.Priority;

    public string OwnerId => Snapshot.Run.OwnerId;

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

    /// <summary>Cancelled when the run has ended.</summary>
    public CancellationToken Over { get; }

    /// <summary>It waits without a slot, and nobody executes it.</summary>
    public bool IsParked
    {
        get => Volatile.Read(ref _isParked) == 1;
        set => Volatile.Write(ref _isParked, value ? 1 : 0);
    }

    public Task<RunOutcome> Ended => _ended.Task;

    /// <summary>The execution, once it has begun.</summary>
    public Task Execution { get; set; } = Task.CompletedTask;

    /// <summary>The cancel that a newer run of the lane asked for.</summary>
    public Task Superseding { get; set; } = Task.CompletedTask;

    public Task[] Work
    {
        get
        {
            lock (_watched)
                return [Execution, Superseding, .. _watched.Values];
        }
    }

    /// <returns>True for one of those who ask.</returns>
    public bool TakeParked() => Interlocked.Exchange(ref _isParked, 0) == 1;

    /// <returns>Once, of a run that was taken up again: the steps whose attempt was under way.</returns>
    public IReadOnlyList<Guid> TakeInterrupted()
    {
        var interrupted = IsResumed ? _interrupted : [];
        _interrupted = [];
        return interrupted;
    }

    /// <summary>Once for each step.</summary>
    public void Watch(Guid stepId, Func<Task> watch)
    {
        lock (_watched)
        {
            if (!_watched.ContainsKey(stepId))
                _watched[stepId] = watch();
        }
    }

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
            if (_isDisposed)
                return;
            _isDisposed = true;
            _over.Cancel();
            _cancel.Dispose();
            _over.Dispose();
        }
    }
}
