namespace Nexus.Engine.Runs;

/// <summary>
/// Runs that wait for a slot. The highest priority goes first; within it the owner whose turn was longest ago, so that
/// who has many delays nobody by more than one; of one owner those that came first.
/// </summary>
internal sealed class ReadyRuns
{
    /// <summary>As many are remembered while nobody waits, when turns mean little.</summary>
    private const int MostRemembered = 10_000;

    private readonly SortedDictionary<int, Level> _levels = new(Comparer<int>.Create((a, b) => b.CompareTo(a)));
    private readonly Dictionary<string, long> _turns = new(StringComparer.Ordinal);
    private long _turn;

    /// <param name="run">Not among them.</param>
    /// <param name="isBack">It had a slot already, and goes before the others of its owner.</param>
    public void Add(ActiveRun run, bool isBack = false)
    {
        if (!_levels.TryGetValue(run.Priority, out var level))
            _levels[run.Priority] = level = new();
        // Who had no turn yet is before those who had one.
        _turns.TryAdd(run.OwnerId, long.MinValue + ++_turn);
        level.Add(run, _turns[run.OwnerId], isBack);
    }

    /// <returns>Who goes next; null: nobody waits.</returns>
    public ActiveRun? Take()
    {
        if (_levels.Count == 0)
            return null;
        var run = _levels.First().Value.First;
        Remove(run);
        Serve(run);
        return run;
    }

    /// <summary>It goes, or does not wait any more.</summary>
    public void Remove(ActiveRun run)
    {
        if (!_levels.TryGetValue(run.Priority, out var level))
            return;
        level.Remove(run, _turns.GetValueOrDefault(run.OwnerId));
        if (level.IsEmpty)
            _levels.Remove(run.Priority);
    }

    /// <summary>Its owner has had a turn.</summary>
    public void Serve(ActiveRun run)
    {
        if (_levels.Count == 0 && _turns.Count >= MostRemembered)
            _turns.Clear();
        var (before, now) = (_turns.GetValueOrDefault(run.OwnerId), ++_turn);
        _turns[run.OwnerId] = now;
        if (_levels.Count == 0)
            return;
        foreach (var (_, level) in _levels)
            level.Move(run.OwnerId, before, now);
    }

    /// <summary>Those of one priority.</summary>
    private sealed class Level
    {
        private readonly Dictionary<string, LinkedList<ActiveRun>> _runs = new(StringComparer.Ordinal);
        private readonly SortedSet<(long Turn, string Owner)> _owners = new(
            Comparer<(long Turn, string Owner)>.Create((a, b) => a.Turn.CompareTo(b.Turn)));

        public bool IsEmpty => _runs.Count == 0;

        public ActiveRun First => _runs[_owners.Min.Owner].First?.Value
            ?? throw new InvalidOperationException("An owner without runs does not wait.");

        public void Add(ActiveRun run, long turn, bool isBack)
        {
            if (!_runs.TryGetValue(run.OwnerId, out var runs))
            {
                _runs[run.OwnerId] = runs = new();
                _owners.Add((turn, run.OwnerId));
            }

            if (isBack)
                runs.AddFirst(run);
            else
                runs.AddLast(run);
        }

        public void Remove(ActiveRun run, long turn)
        {
            if (!_runs.TryGetValue(run.OwnerId, out var runs) || !runs.Remove(run) || runs.Count > 0)
                return;
            _runs.Remove(run.OwnerId);
            _owners.Remove((turn, run.OwnerId));
        }

        public void Move(string owner, long before, long now)
        {
            if (_owners.Remove((before, owner)))
                _owners.Add((now, owner));
        }
    }
}
