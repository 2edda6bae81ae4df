namespace Nexus.Engine.Outbox;

/// <summary>The <c>outbox</c> section of state/config.json.</summary>
public sealed record OutboxOptions
{
    public const string Section = "outbox";

    /// <summary>Attempts at a delivery; after that it is a dead letter. About two hours with the usual waits.</summary>
    public int Tries { get; init; } = 20;

    /// <summary>Before the second attempt; it doubles from one to the next.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Between two attempts at most.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>For one attempt.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Deliveries to one target at a time.</summary>
    public int AtOnce { get; init; } = 4;

    /// <summary>Dead letters of one target that are kept; with so many of them it is suspended.</summary>
    public int Letters { get; init; } = 1000;
}

internal sealed class OutboxOptionsValidator : EveryProblem<OutboxOptions>
{
    protected override IEnumerable<string> Problems(OutboxOptions options)
    {
        if (options.Tries is < 1 or > 100)
            yield return "outbox.tries must be from 1 to 100";
        if (options.FirstWait <= TimeSpan.Zero)
            yield return "outbox.firstWait must be more than nothing";
        if (options.LongestWait < options.FirstWait || options.LongestWait > TimeSpan.FromDays(1))
            yield return "outbox.longestWait must be at least outbox.firstWait, and a day at most";
        if (options.Timeout <= TimeSpan.Zero || options.Timeout > TimeSpan.FromMinutes(5))
            yield return "outbox.timeout must be more than nothing, and five minutes at most";
        if (options.AtOnce is < 1 or > 64)
            yield return "outbox.atOnce must be from 1 to 64";
        if (options.Letters is < 1 or > 10_000)
            yield return "outbox.letters must be from 1 to 10000";
    }
}
