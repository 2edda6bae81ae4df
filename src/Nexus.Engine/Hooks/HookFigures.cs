using Nexus.Platform.Metrics;

namespace Nexus.Engine.Hooks;

internal enum HookOutcome { Accepted, Invalid, Limited, Refused, Repeated }

/// <summary>What became of webhooks. Guesses show here: they leave no line and hardly an event.</summary>
internal sealed class HookFigures : IFigures
{
    private static readonly Metric Hooks = new(
        "nexus_hooks_total", MetricKind.Counter,
        "Webhooks that arrived: accepted, repeated, invalid, limited, or refused for want of a right signature.",
        "outcome");

    private readonly long[] _counts = new long[Enum.GetValues<HookOutcome>().Length];

    public IReadOnlyList<Metric> Metrics => [Hooks];

    public void Count(HookOutcome outcome) => Interlocked.Increment(ref _counts[(int)outcome]);

    public Task WriteAsync(MetricText text, CancellationToken cancellationToken)
    {
        foreach (var outcome in Enum.GetValues<HookOutcome>())
            text.Write(Hooks, Volatile.Read(ref _counts[(int)outcome]), $"{outcome}".ToLowerInvariant());
        return Task.CompletedTask;
    }
}
