namespace Nexus.Platform.Usage;

/// <summary>What was used by a run that has ended, or for an artifact.</summary>
/// <param name="Position">Of the event in the ledger that told of it.</param>
/// <param name="At">When it happened.</param>
/// <param name="Source">What used it.</param>
/// <param name="OwnerId">Who may see it: a user's id, or <c>system</c>.</param>
/// <param name="Class">For policies: <c>internal</c>, <c>informational</c>, ...</param>
/// <param name="Metrics">How much, by metric; of a run without its steps.</param>
public sealed record Measured(
    long Position, DateTimeOffset At, FootprintSource Source, string OwnerId, string Class,
    IReadOnlyDictionary<string, long> Metrics)
{
    /// <summary>Null: it belongs to no run.</summary>
    public Guid? RunId { get; init; }

    public Guid? StepId { get; init; }

    /// <summary>Of a run.</summary>
    public IReadOnlyList<MeasuredStep> Steps { get; init; } = [];

    /// <summary>The plan of the run without its revision; empty for none. Only its sums keep it.</summary>
    public string Blueprint { get; init; } = "";
}

/// <summary>What used something.</summary>
/// <param name="Kind"><c>run</c> or <c>artifact</c>.</param>
/// <param name="Ref">Its id.</param>
/// <param name="Name">What people call it.</param>
public sealed record FootprintSource(string Kind, string Ref, string Name);

/// <summary>What one step used.</summary>
/// <param name="WallMs">What its attempts took.</param>
/// <param name="Used">What they measured themselves, by metric; null: nothing.</param>
public sealed record MeasuredStep(
    Guid StepId, string Name, long WallMs, IReadOnlyDictionary<string, long>? Used);

/// <summary>How long the completed runs of a blueprint take; newer ones weigh more.</summary>
/// <param name="Mean">In milliseconds.</param>
public sealed record Baseline(string OwnerId, string Blueprint, long Runs, double Mean, double Variance);

/// <summary>Whose sums of which time, and of what.</summary>
public sealed record UsageQuery(Ledger.Scope Scope, DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>Hours that are summed up: 1, 24, or 0 for all of the time.</summary>
    public int Hours { get; init; }

    public bool ByOwner { get; init; }

    public bool ByBlueprint { get; init; }

    public bool ByClass { get; init; }

    /// <summary>Null: all.</summary>
    public string? Metric { get; init; }

    public string? Blueprint { get; init; }

    /// <summary>The last of the page before.</summary>
    public UsageKey? After { get; init; }

    public int Limit { get; init; } = 50;
}

/// <summary>What is summed up; what the query does not ask for is empty. In the order of the answer.</summary>
/// <param name="Hour">The first of its hours, from 1970.</param>
public sealed record UsageKey(long Hour, string OwnerId, string Blueprint, string Class, string Metric);

/// <summary>A sum.</summary>
/// <param name="Count">Of how many footprints.</param>
public sealed record UsageSum(UsageKey Key, long Quantity, long Count);
