namespace Nexus.Engine.Runs;

/// <summary>The part that knows who is in which lane.</summary>
internal sealed partial class Admission
{
    private readonly Dictionary<string, List<ActiveRun>> _lanes = new(StringComparer.Ordinal);

    public IReadOnlyList<ActiveRun> InLane(string lane)
    {
        lock (_gate)
            return _lanes.TryGetValue(lane, out var runs) ? [.. runs] : [];
    }

    public bool IsBusy(string lane)
    {
        lock (_gate)
            return _lanes.ContainsKey(lane);
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
            _ready.Add(runs[0]);
    }
}
