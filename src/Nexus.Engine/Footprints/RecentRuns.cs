using System.Collections.Concurrent;

namespace Nexus.Engine.Footprints;

/// <summary>
/// Runs that have just ended, so that they need not be read again. Of one that is not here, after a restart or because
/// there were too many, the ledger tells the same.
/// </summary>
internal sealed class RecentRuns
{
    private const int Most = 10_000;
    private readonly ConcurrentDictionary<Guid, EndedRun> _runs = [];
    private int _count;

    /// <summary>Nobody reads of what is noted until somebody says that they do.</summary>
    public bool IsRead { get; set; }

    public void Note(Runs.RunSnapshot ended)
    {
        if (IsRead && Volatile.Read(ref _count) < Most && _runs.TryAdd(ended.Run.RunId, EndedRun.Of(ended)))
            Interlocked.Increment(ref _count);
    }

    /// <summary>Once.</summary>
    public EndedRun? Take(Guid run)
    {
        if (!_runs.TryRemove(run, out var ended))
            return null;
        Interlocked.Decrement(ref _count);
        return ended;
    }
}
