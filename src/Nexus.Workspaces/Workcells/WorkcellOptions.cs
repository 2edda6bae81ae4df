using Nexus.Engine;

namespace Nexus.Workspaces.Workcells;

/// <summary>The <c>workcells</c> section of state/config.json.</summary>
public sealed record WorkcellOptions
{
    public const string Section = "workcells";

    /// <summary>Workcells that are there at a time; who wants one more waits.</summary>
    public int Max { get; init; } = 3;

    /// <summary>Of them, those of one user.</summary>
    public int MaxPerUser { get; init; } = 3;

    /// <summary>Of them, those for tests.</summary>
    public int MaxTests { get; init; } = 1;

    /// <summary>How long one lives without being used, where its step does not say.</summary>
    public TimeSpan Ttl { get; init; } = TimeSpan.FromHours(2);
}

internal sealed class WorkcellOptionsValidator : EveryProblem<WorkcellOptions>
{
    protected override IEnumerable<string> Problems(WorkcellOptions options)
    {
        if (options.Max < 1)
            yield return "workcells.max must be at least 1";
        if (options.MaxPerUser < 1)
            yield return "workcells.maxPerUser must be at least 1";
        if (options.MaxTests < 1)
            yield return "workcells.maxTests must be at least 1";
        if (options.Ttl < Terms.Shortest || options.Ttl > Terms.Longest)
            yield return "workcells.ttl must be from 00:01:00 to 1.00:00:00";
    }
}
