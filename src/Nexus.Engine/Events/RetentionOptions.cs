namespace Nexus.Engine.Events;

/// <summary>The <c>ledger</c> section of state/config.json.</summary>
public sealed record RetentionOptions
{
    public const string Section = "ledger";

    /// <summary>How long events stay in the database; then they go to the archive.</summary>
    public TimeSpan Keep { get; init; } = TimeSpan.FromDays(60);

    /// <summary>Events that stay at most; older ones go to the archive before their time.</summary>
    public int KeepEvents { get; init; } = 1_000_000;
}

internal sealed class RetentionOptionsValidator : EveryProblem<RetentionOptions>
{
    protected override IEnumerable<string> Problems(RetentionOptions options)
    {
        if (options.Keep < TimeSpan.FromMinutes(1))
            yield return "ledger.keep must be at least a minute";
        if (options.KeepEvents < 100)
            yield return "ledger.keepEvents must be at least 100";
    }
}
