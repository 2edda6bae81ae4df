namespace Nexus.Contracts;

/// <summary>A line of the log of a run: one JSON document a line.</summary>
public sealed record RunLogLine
{
    public required DateTimeOffset At { get; init; }

    /// <summary><c>info</c>, <c>warning</c> or <c>error</c>.</summary>
    public required string Level { get; init; }

    public required Guid RunId { get; init; }

    public required string CorrelationId { get; init; }

    /// <summary>Name of the step; null: it is about the run.</summary>
    public string? Step { get; init; }

    /// <summary>Of the step, from 1.</summary>
    public int? Attempt { get; init; }

    /// <summary>
    /// <c>log</c>: the step's own words; <c>stdout</c>, <c>stderr</c>: of a command; null: the engine's.
    /// </summary>
    public string? Stream { get; init; }

    public required string Message { get; init; }
}
