namespace Nexus.Workspaced.Services;

/// <summary>
/// Half a second, doubling to thirty, a little random and never more: five quick exits take less than two intervals of
/// the health check. From the beginning after a minute of health.
/// </summary>
internal sealed class Backoff
{
    public static readonly TimeSpan LongHealth = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan First = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private TimeSpan _next = First;

    /// <param name="healthyFor">How long the run that just ended was healthy.</param>
    public TimeSpan Next(TimeSpan healthyFor)
    {
        if (healthyFor >= LongHealth)
            _next = First;
        var pause = _next * (0.75 + (0.25 * Random.Shared.NextDouble()));
        _next = TimeSpan.FromTicks(Math.Min(_next.Ticks * 2, Longest.Ticks));
        return pause;
    }
}
