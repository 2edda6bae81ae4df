using Nexus.Contracts;
using Nexus.Engine.Runs;
using Nexus.Platform.Usage;

namespace Nexus.Engine.Footprints;

/// <summary>
/// What a run used, once it has ended: made of what the run is, so it is the same whether that comes from memory or
/// from the ledger.
/// </summary>
internal sealed record EndedRun
{
    /// <summary>Of plans of the server's own; a blueprint's plan has its revision in its name.</summary>
    private const string Internal = "internal";
    private const string Informational = "informational";

    public required Guid RunId { get; init; }

    public required RunStatus Status { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string OwnerId { get; init; }

    /// <summary>Of its plan.</summary>
    public required string Name { get; init; }

    public required string CorrelationId { get; init; }

    /// <summary>From its start; null: it never started.</summary>
    public required long? WallMs { get; init; }

    /// <summary>Those that began.</summary>
    public required IReadOnlyList<MeasuredStep> Steps { get; init; }

    /// <summary>A step of it failed, the run perhaps not.</summary>
    public required bool HasFailedStep { get; init; }

    /// <summary>What it did could not be undone.</summary>
    public required bool HasFailedUndo { get; init; }

    /// <summary>What its artifacts have, when a rule asks for it.</summary>
    public long? ArtifactBytes { get; init; }

    public string Blueprint => BlueprintOf(Name);

    public static EndedRun Of(RunSnapshot ended)
    {
        var run = ended.Run;
        var at = run.CompletedAt ?? run.CreatedAt;
        return new()
        {
            RunId = run.RunId,
            Status = run.Status,
            At = at,
            OwnerId = run.OwnerId,
            Name = run.Name,
            CorrelationId = run.CorrelationId,
            WallMs = run.StartedAt is { } started ? Milliseconds(at - started) : null,
            Steps = [.. ended.Steps.Where(step => step.Spent is not null).Select(Measure)],
            HasFailedStep = ended.Steps.Any(step => step.Status is StepStatus.Failed),
            HasFailedUndo = ended.Steps.Any(step => step.Phase is StepPhase.CompensationFailed),
        };
    }

    /// <summary>The plan without its revision.</summary>
    public static string BlueprintOf(string name) =>
        name.IndexOf('@', StringComparison.Ordinal) is >= 0 and var end ? name[..end] : name;

    public static string ClassOf(string name) =>
        name.Contains('@', StringComparison.Ordinal) ? Informational : Internal;

    /// <param name="position">Of the event that ended it.</param>
    public Measured Recorded(long position)
    {
        var metrics = new Dictionary<string, long>(StringComparer.Ordinal) { [FootprintMetrics.RunCount] = 1 };
        if (WallMs is { } wall)
            metrics[FootprintMetrics.WallMs] = wall;
        return new(position, At, new("run", $"{RunId}", Name), OwnerId, ClassOf(Name), metrics)
        {
            RunId = RunId,
            Steps = Steps,
            Blueprint = Blueprint,
        };
    }

    /// <summary>Of it and its steps; <c>wall_ms</c> is its own, not the sum of its steps'.</summary>
    /// <returns>Null: it used none of that.</returns>
    public long? Used(string metric) => metric switch
    {
        FootprintMetrics.RunCount => 1,
        FootprintMetrics.StepCount => Steps.Count,
        FootprintMetrics.WallMs => WallMs,
        FootprintMetrics.ArtifactBytesWritten => ArtifactBytes,
        _ => Steps.Where(step => step.Used?.ContainsKey(metric) is true).ToList() is { Count: > 0 } users
            ? users.Sum(step => step.Used![metric])
            : null,
    };

    private static MeasuredStep Measure(StepState step) =>
        new(step.StepId, step.Name, Milliseconds(step.Spent ?? TimeSpan.Zero), step.Used);

    private static long Milliseconds(TimeSpan time) => Math.Max(0, (long)Math.Round(time.TotalMilliseconds));
}
