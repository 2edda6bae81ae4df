namespace Nexus.Engine.Artifacts;

/// <summary>The <c>artifacts</c> section of state/config.json.</summary>
public sealed record ArtifactOptions
{
    public const string Section = "artifacts";

    /// <summary>The largest artifact.</summary>
    public long MaxBytes { get; init; } = 250L * 1024 * 1024;

    /// <summary>What all of them may take on the disk; a content that several have counts once.</summary>
    public long QuotaBytes { get; init; } = 20L * 1024 * 1024 * 1024;
}

internal sealed class ArtifactOptionsValidator : EveryProblem<ArtifactOptions>
{
    protected override IEnumerable<string> Problems(ArtifactOptions options)
    {
        if (options.MaxBytes < 1)
            yield return "artifacts.maxBytes must be at least 1";
        if (options.QuotaBytes < 1)
            yield return "artifacts.quotaBytes must be at least 1";
    }
}
