using System.Text.Json;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Runs.Replaying;

/// <summary>What the events of a run tell of what was decided.</summary>
internal static class ReplayItems
{
    public static ReplayItem Of(RecordedEvent recorded, Plan plan)
    {
        var item = recorded.Event;
        var told = Told(item);
        return new()
        {
            Position = recorded.Position,
            EventId = item.EventId,
            OccurredAt = item.OccurredAt,
            EventName = item.EventName,
            StepId = item.StepId,
            Step = told?.Name,
            Attempt = told?.Attempt,
            IdempotencyKey = told is { Attempt: { } attempt } ? $"{told.KeptFrom ?? item.StepId}-{attempt}" : null,
            MayHaveRunBefore = told?.MayHaveRunBefore ?? false,
            Condition = Condition(item.EventName, told, plan),
            Decision = told?.Decision,
            Outcome = Outcome(item.EventName),
            Reason = told?.Reason ?? Text(item, "reason"),
            Error = told?.Error ?? Error(item),
        };
    }

    /// <returns>Null: it is about the run.</returns>
    public static StepTold? Told(LedgerEvent item) =>
        StepHistory.IsOfStep(item.EventName) ? item.Data?.Deserialize(EngineJson.Default.StepTold) : null;

    public static NexusError? Error(LedgerEvent item) =>
        item.Data is { } data && data.TryGetProperty("error", out var error) && error.ValueKind is JsonValueKind.Object
            ? error.Deserialize(ContractsJson.Default.NexusError) : null;

    public static string? Text(LedgerEvent item, string field) =>
        item.Data is { } data && data.TryGetProperty(field, out var value) && value.ValueKind is JsonValueKind.String
            ? value.GetString() : null;

    private static bool? Condition(string eventName, StepTold? told, Plan plan)
    {
        if (told is null || ItemName.IndexOf(told.Name) is not null || plan.Find(told.Name) is not { When: not null })
            return null;
        return eventName switch
        {
            StepHistory.Skipped => string.Equals(told.Reason, Branches.NotMet, StringComparison.Ordinal) ? false : null,
            StepHistory.GateRequested => true,
            StepHistory.Started when told is { Attempt: null or 1, MayHaveRunBefore: null } => true,
            _ => null,
        };
    }

    /// <summary>The last word of its name, which is a state.</summary>
    private static string? Outcome(string eventName) => eventName switch
    {
        StepHistory.Started or StepHistory.GateRequested => null,
        "xyn.run.created" or "xyn.run.started" or "xyn.run.failing" or "xyn.run.cancel.requested" => null,
        StepHistory.CompensationFailed => "compensation_failed",
        _ => eventName[(eventName.LastIndexOf('.') + 1)..],
    };
}
