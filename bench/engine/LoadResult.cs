namespace Nexus.Bench.Engine;

/// <summary>What one load did.</summary>
/// <param name="CpuMicroseconds">Of the whole process, per step.</param>
/// <param name="Starts">From the end of the flush that holds an event to the first line of its run.</param>
/// <param name="EmitStarts">From the call that emits an event to the first line of its run.</param>
/// <param name="Runs">From the call that emits an event until its run has ended, durably.</param>
internal sealed record LoadResult(
    double StepsPerSecond, long Transactions, double CpuMicroseconds, Times Starts, Times EmitStarts, Times Runs);

/// <summary>How long each took.</summary>
internal sealed class Times(IEnumerable<long> ticks)
{
    private readonly long[] _ticks = [.. ticks.Order()];

    /// <returns>Milliseconds.</returns>
    public double At(double share) => Math.Round(
        _ticks[(int)((_ticks.Length - 1) * share)] * 1000.0 / System.Diagnostics.Stopwatch.Frequency, 3);
}
