using Nexus.Contracts;

namespace Nexus.Engine.Runs;

/// <summary>
/// Who may execute now: the first of each lane, and no more runs than there are slots. Decided in memory when an
/// event is taken in, so that a free lane needs no second commit.
/// </summary>
internal sealed class Admission(int slots, int mostWaiting)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<ActiveRun>> _lanes = new(StringComparer.Ordinal);
    private readonly LinkedList<ActiveRun> _ready = new();
    private readonly HashSet<ActiveRun> _present = [];
    private readonly HashSet<ActiveRun> _granted = [];
    private readonly HashSet<ActiveRun> _recorded = [];
    private readonly HashSet<ActiveRun> _parked = [];
    private readonly Dictionary<ActiveRun, int> _lending = [];
    private int _waiting;

    public IReadOnlyList<ActiveRun> InLane(string lane)
    {
        lock (_gate)
            return _lanes.TryGetValue(lane, out var runs) ? [.. runs] : [];
    }

    /// <summary>Runs that wait, and runs that execute.</summary>
    public (int Waiting, int Running) Count()
    {
        lock (_gate)
            return (_waiting, _granted.Count);
    }

    /// <summary>False while the commit that creates it is on its way.</summary>
    public bool IsRecorded(ActiveRun run)
    {
        lock (_gate)
            return _recorded.Contains(run);
    }

    /// <returns>What it waits for; null when it may begin with the commit that creates it.</returns>
    /// <exception cref="NexusException"><c>run.too_many_waiting</c>.</exception>
    public string? Enter(ActiveRun run, bool isBounded)
    {
        lock (_gate)
        {
            if (isBounded && _waiting >= mostWaiting)
                throw new NexusException(RunErrors.TooManyWaiting(mostWaiting));

            _waiting++;
            _present.Add(run);
            if (!IsFirstInLane(run))
                return "lane";
            Queue(run);
            Grant();
            return _granted.Contains(run) ? null : "slot";
        }
    }

    /// <summary>The run is in the ledger.</summary>
    /// <returns>True when it is to be launched now.</returns>
    public bool Record(ActiveRun run)
    {
        lock (_gate)
            return _recorded.Add(run) && _granted.Contains(run);
    }

    /// <summary>The run has ended, or never was.</summary>
    /// <returns>Runs that are to be launched now.</returns>
    public IReadOnlyList<ActiveRun> Leave(ActiveRun run)
    {
        lock (_gate)
        {
            if (!_present.Remove(run))
                return [];
            _recorded.Remove(run);
            if (!_granted.Remove(run) && !_parked.Remove(run))
                _waiting--;
            _lending.Remove(run);
            _ready.Remove(run);
            LeaveLane(run);
            return [.. Grant().Where(_recorded.Contains)];
        }
    }

    /// <summary>The run executes nothing for now; it keeps its place in its lane.</summary>
    /// <returns>Runs that are to be launched now.</returns>
    public IReadOnlyList<ActiveRun> Park(ActiveRun run)
    {
        lock (_gate)
        {
            if (_granted.Remove(run))
                _parked.Add(run);
            return [.. Grant().Where(_recorded.Contains)];
        }
    }

    /// <summary>A parked run has something to execute again. It was there before those who wait for a slot.</summary>
    /// <returns>True when it is to be launched now; else it is when a slot is free.</returns>
    public bool Return(ActiveRun run)
    {
        lock (_gate)
        {
            if (!_parked.Remove(run))
                return false;
            _waiting++;
            _ready.AddFirst(run);
            Grant();
            return _granted.Contains(run);
        }
    }

    /// <summary>A step of the run waits for another run, which may need the slot: it is lent until that ends.</summary>
    /// <returns>Runs that are to be launched now.</returns>
    public IReadOnlyList<ActiveRun> Lend(ActiveRun run)
    {
        lock (_gate)
        {
            if (!_present.Contains(run))
                return [];
            _lending[run] = _lending.GetValueOrDefault(run) + 1;
            return [.. Grant().Where(_recorded.Contains)];
        }
    }

    /// <summary>Whoever has the slot by now keeps it until it has ended.</summary>
    public void TakeBack(ActiveRun run)
    {
        lock (_gate)
        {
            if (!_lending.TryGetValue(run, out var steps))
                return;
            if (steps > 1)
                _lending[run] = steps - 1;
            else
                _lending.Remove(run);
        }
    }

    private bool IsFirstInLane(ActiveRun run)
    {
        if (run.Lane is null)
            return true;
        if (!_lanes.TryGetValue(run.Lane, out var runs))
            _lanes[run.Lane] = runs = [];
        runs.Add(run);
        return runs.Count == 1;
    }

    private void LeaveLane(ActiveRun run)
    {
        if (run.Lane is null || !_lanes.TryGetValue(run.Lane, out var runs))
            return;
        var wasFirst = runs[0] == run;
        runs.Remove(run);
        if (runs.Count == 0)
            _lanes.Remove(run.Lane);
        else if (wasFirst)
            Queue(runs[0]);
    }

    /// <summary>Behind those of its priority.</summary>
    private void Queue(ActiveRun run)
    {
        var before = _ready.Last;
        while (before is not null && before.Value.Priority < run.Priority)
            before = before.Previous;
        if (before is null)
            _ready.AddFirst(run);
        else
            _ready.AddAfter(before, run);
    }

    private List<ActiveRun> Grant()
    {
        var granted = new List<ActiveRun>();
        while (_granted.Count - _lending.Count < slots && _ready.First is { Value: var next })
        {
            _ready.RemoveFirst();
            _granted.Add(next);
            _waiting--;
            granted.Add(next);
        }

        return granted;
    }
}
