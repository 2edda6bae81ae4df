namespace Nexus.Engine.Hooks;

/// <summary>The <c>hooks</c> section of state/config.json.</summary>
public sealed record HookOptions
{
    public const string Section = "hooks";

    /// <summary>How long a delivery is remembered: sent again in that time it makes no second event.</summary>
    public TimeSpan KeepDeliveries { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Deliveries that are remembered at most; then the oldest are forgotten before their time.</summary>
    public int MaxDeliveries { get; init; } = 100_000;
}

internal sealed class HookOptionsValidator : EveryProblem<HookOptions>
{
    protected override IEnumerable<string> Problems(HookOptions options)
    {
        if (options.KeepDeliveries < TimeSpan.FromHours(1))
            yield return "hooks.keepDeliveries must be at least an hour";
        if (options.MaxDeliveries < 100)
            yield return "hooks.maxDeliveries must be at least 100";
    }
}
