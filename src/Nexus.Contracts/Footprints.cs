using System.Text.Json;

namespace Nexus.Contracts;

/// <summary>What something used: one number.</summary>
public sealed record FootprintView
{
    public required string FootprintId { get; init; }

    /// <summary>Null: it belongs to no run.</summary>
    public Guid? RunId { get; init; }

    public Guid? StepId { get; init; }

    /// <summary><c>run.count</c>, <c>step.count</c>, <c>wall_ms</c>, <c>bytes_in</c>, ...</summary>
    public required string Metric { get; init; }

    public required long Quantity { get; init; }

    /// <summary><c>count</c>, <c>ms</c>, <c>bytes</c> or <c>tokens</c>.</summary>
    public required string Unit { get; init; }

    /// <summary>For policies: <c>internal</c> (the server's own plans) or <c>informational</c>.</summary>
    public required string Class { get; init; }

    /// <summary><c>run</c>, <c>step</c> or <c>artifact</c>.</summary>
    public required string SourceKind { get; init; }

    /// <summary>Id of that.</summary>
    public required string SourceRef { get; init; }

    /// <summary>What else is known of the source: its <c>name</c>.</summary>
    public required JsonElement Dims { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }
}

/// <summary>In order.</summary>
public sealed record FootprintPage(IReadOnlyList<FootprintView> Items, string? NextCursor);

/// <summary>A sum of footprints of one metric. What was not asked for by name is null.</summary>
public sealed record UsageView
{
    /// <summary>The beginning of its first hour.</summary>
    public required DateTimeOffset From { get; init; }

    public required DateTimeOffset To { get; init; }

    public string? OwnerId { get; init; }

    /// <summary>A blueprint, or a plan of the server's own; empty for what belongs to no run.</summary>
    public string? Blueprint { get; init; }

    public string? Class { get; init; }

    public required string Metric { get; init; }

    public required string Unit { get; init; }

    public required long Quantity { get; init; }

    /// <summary>How many footprints it sums up.</summary>
    public required long Count { get; init; }
}

/// <summary>By time, owner, blueprint, class and metric.</summary>
public sealed record UsagePage(IReadOnlyList<UsageView> Items, string? NextCursor);

/// <summary>What a rule says of a run that has ended: a label and its value.</summary>
public sealed record ImpressionView
{
    public required string ImpressionId { get; init; }

    public required Guid RunId { get; init; }

    /// <summary>Name of the rule; the server's own begin with <c>default.</c></summary>
    public required string Rule { get; init; }

    /// <summary><c>severity</c>, <c>anomaly</c>, or what an administrator's rule says.</summary>
    public required string Label { get; init; }

    public required string Value { get; init; }

    /// <summary>What it was seen in: <c>status</c>, <c>footprints</c> by metric, what is <c>usual</c>.</summary>
    public required JsonElement Basis { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }
}

/// <summary>By rule.</summary>
public sealed record ImpressionPage(IReadOnlyList<ImpressionView> Items, string? NextCursor);
