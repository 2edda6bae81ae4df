using Nexus.Contracts;

namespace Nexus.Engine.Runs;

/// <summary>
/// Who may execute now: the first of each lane, and no more runs than there are slots. Decided in memory when an
/// event is taken in, so that a free lane needs no second commit.
/// </summary>
internal sealed partial class Admission(EngineOptions options)
{
    private readonly Lock _gate = new();
    private readonly ReadyRuns _ready = new();
    private readonly Dictionary<string, int> _waitingOf = new(StringComparer.Ordinal);
    private readonly HashSet<ActiveRun> _present = [];
    private readonly HashSet<ActiveRun> _granted = [];
    private readonly HashSet<ActiveRun> _recorded = [];
    private readonly HashSet<ActiveRun> _parked = [];
    private readonly Dictionary<ActiveRun, int> _lending = [];
    private int _waiting;

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

    /// <param name="run">New, or taken up again.</param>
    /// <param name="isBounded">Whether it is refused where it would have to wait and too many do.</param>
    public Entry Enter(ActiveRun run, bool isBounded)
    {
        lock (_gate)
        {
            var isFree = HasSlot && (run.Lane is null || !_lanes.ContainsKey(run.Lane));
            if (isBounded && !isFree && Refusal(run.OwnerId) is { } refused)
                return new(null, refused);

            _present.Add(run);
            var isFirst = IsFirstInLane(run);
            if (isFree)
            {
                _granted.Add(run);
                _ready.Serve(run);
                return new(null, null);
            }

            Wait(run, +1);
            if (isFirst)
                _ready.Add(run);
            return new(isFirst ? "slot" : "lane", null);
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
            {
                Wait(run, -1);
                _ready.Remove(run);
            }

            _lending.Remove(run);
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

    /// <summary>A parked run has something to execute again. It goes before those of its owner that wait.</summary>
    /// <returns>True when it is to be launched now; else it is when a slot is free.</returns>
    public bool Return(ActiveRun run)
    {
        lock (_gate)
        {
            if (!_parked.Remove(run))
                return false;
            Wait(run, +1);
            _ready.Add(run, isBack: true);
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

    private bool HasSlot => _granted.Count - _lending.Count < options.MaxConcurrentRuns;

    private NexusError? Refusal(string ownerId) =>
        _waiting >= options.MaxWaitingRuns ? RunErrors.TooManyWaiting(options.MaxWaitingRuns)
        : _waitingOf.GetValueOrDefault(ownerId) >= options.MaxWaitingRunsPerOwner
            ? RunErrors.TooManyOfOwner(ownerId, options.MaxWaitingRunsPerOwner)
        : null;

    private void Wait(ActiveRun run, int more)
    {
        _waiting += more;
        if ((_waitingOf[run.OwnerId] = _waitingOf.GetValueOrDefault(run.OwnerId) + more) == 0)
            _waitingOf.Remove(run.OwnerId);
    }

    private List<ActiveRun> Grant()
    {
        var granted = new List<ActiveRun>();
        while (HasSlot && _ready.Take() is { } next)
        {
            _granted.Add(next);
            Wait(next, -1);
            granted.Add(next);
        }

        return granted;
    }
}
