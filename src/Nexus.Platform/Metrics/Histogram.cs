namespace Nexus.Platform.Metrics;

/// <summary>How long something took, by upper bounds. To observe is two additions.</summary>
/// <param name="bounds">In seconds, ascending.</param>
public sealed class Histogram(params IReadOnlyList<double> bounds)
{
    private readonly TimeSpan[] _bounds = [.. bounds.Select(TimeSpan.FromSeconds)];
    private readonly long[] _counts = new long[bounds.Count + 1];
    private long _ticks;

    public void Observe(TimeSpan elapsed)
    {
        var bucket = 0;
        while (bucket < _bounds.Length && elapsed > _bounds[bucket])
            bucket++;
        Interlocked.Increment(ref _counts[bucket]);
        Interlocked.Add(ref _ticks, elapsed.Ticks);
    }

    /// <summary>How many took at most that long, for each bound; the last one without a bound.</summary>
    internal IEnumerable<(double? Bound, long Count)> Cumulated()
    {
        var count = 0L;
        for (var i = 0; i < _counts.Length; i++)
        {
            count += Volatile.Read(ref _counts[i]);
            yield return (i < bounds.Count ? bounds[i] : null, count);
        }
    }

    internal double SumSeconds => TimeSpan.FromTicks(Volatile.Read(ref _ticks)).TotalSeconds;
}
