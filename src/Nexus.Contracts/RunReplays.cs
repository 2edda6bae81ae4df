namespace Nexus.Contracts;

/// <summary>What a run recorded, gone through again.</summary>
public sealed record ReplayView
{
    public required Guid RunId { get; init; }

    /// <summary>Name of the plan, with its revision.</summary>
    public required string Name { get; init; }

    /// <summary>The engine comes to the same states from this record.</summary>
    public required bool Consistent { get; init; }

    /// <summary>Where it does not; null: it does.</summary>
    public ReplayDifference? Difference { get; init; }

    /// <summary>In the order it happened.</summary>
    public required IReadOnlyList<ReplayItem> Items { get; init; }
}

/// <summary>The first place where a record is not what the engine makes of what is before it.</summary>
/// <param name="Position">Of the event in the ledger; null: all events agree, and how the run ended does not.</param>
/// <param name="Recorded">What is recorded.</param>
/// <param name="Expected">What the engine would have recorded.</param>
public sealed record ReplayDifference(long? Position, string Recorded, string Expected);

/// <summary>One happening of a run as its event tells it, and what was decided by it.</summary>
public sealed record ReplayItem
{
    public required long Position { get; init; }

    public required Guid EventId { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required string EventName { get; init; }

    public Guid? StepId { get; init; }

    /// <summary>Name of the step; null: it is about the run.</summary>
    public string? Step { get; init; }

    public int? Attempt { get; init; }

    /// <summary>Of an attempt: what it told whoever it commanded.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The attempt may have had its effect before.</summary>
    public bool MayHaveRunBefore { get; init; }

    /// <summary>Whether the condition of the step held, where it was asked.</summary>
    public bool? Condition { get; init; }

    /// <summary>Of a gate.</summary>
    public GateDecision? Decision { get; init; }

    /// <summary>What became of it: <c>completed</c>, <c>failed</c>, <c>skipped</c>, ...; null: it began.</summary>
    public string? Outcome { get; init; }

    public string? Reason { get; init; }

    public NexusError? Error { get; init; }
}
