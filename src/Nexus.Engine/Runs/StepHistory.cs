using System.Text.Json;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Runs;

/// <summary>
/// A step is what its events tell: nothing else is kept of it. A happening goes through the same function when it is
/// recorded and when it is read again after a restart, so the two cannot differ.
/// </summary>
internal static class StepHistory
{
    public const string Started = "xyn.step.started";
    public const string Completed = "xyn.step.completed";
    public const string Retrying = "xyn.step.retrying";
    public const string Failed = "xyn.step.failed";
    public const string Skipped = "xyn.step.skipped";
    public const string Compensated = "xyn.step.compensated";
    public const string CompensationFailed = "xyn.step.compensation.failed";

    /// <summary>It was executed in a run before.</summary>
    public const string Kept = "xyn.step.kept";

    public const string GateRequested = "xyn.gate.requested";
    public const string GateApproved = "xyn.gate.approved";
    public const string GateRejected = "xyn.gate.rejected";
    public const string GateExpired = "xyn.gate.expired";

    public static StepState Begun(Guid stepId, StepTold told, DateTimeOffset at) => new()
    {
        StepId = stepId,
        Name = told.Name,
        Status = StepStatus.Running,
        Phase = StepPhase.Running,
        StartedAt = at,
    };

    public static StepState Next(StepState step, string eventName, StepTold told, DateTimeOffset at) =>
        eventName switch
        {
            Started => Going(step, told, at),
            Completed => Ended(step, StepStatus.Completed, told, at) with { Outputs = told.Outputs, Error = null },
            Kept => Ended(step, told.Error is null ? StepStatus.Completed : StepStatus.Failed, told, at) with
            {
                Attempt = told.Attempt ?? 1,
                Outputs = told.Outputs,
                Error = told.Error,
                Decision = told.Decision,
                KeptFrom = told.KeptFrom,
                HasLog = false,
            },
            Retrying => Paused(step, told, at) with
            {
                Phase = StepPhase.Retrying,
                Attempt = step.Attempt + 1,
                Error = told.Error,
                DueAt = told.DueAt,
            },
            Failed => Ended(step, StepStatus.Failed, told, at) with { Error = told.Error },
            Skipped => Ended(step, StepStatus.Skipped, told, at) with { Reason = told.Reason },
            GateRequested => step with
            {
                Phase = StepPhase.Waiting,
                DueAt = told.DueAt,
                Message = told.Message,
                Spent = TimeSpan.Zero,
            },
            GateApproved or GateRejected or GateExpired =>
                step with { Phase = StepPhase.Running, DueAt = null, Decision = told.Decision, Since = at },
            Compensated => step with { Phase = StepPhase.Compensated },
            CompensationFailed => step with { Phase = StepPhase.CompensationFailed },
            _ => step,
        };

    /// <summary>The steps that have begun, from all events of their run, oldest first.</summary>
    public static IReadOnlyList<StepState> Of(IEnumerable<LedgerEvent> events)
    {
        var steps = new List<StepState>();
        foreach (var item in events)
        {
            if (item is not { StepId: { } id, Data: { } data } || !IsOfStep(item.EventName))
                continue;
            var told = data.Deserialize(EngineJson.Default.StepTold)
                ?? throw new InvalidDataException($"Event {item.EventId} tells nothing.");
            var index = steps.FindIndex(step => step.StepId == id);
            if (index < 0)
            {
                index = steps.Count;
                steps.Add(Begun(id, told, item.OccurredAt));
            }

            steps[index] = Next(steps[index], item.EventName, told, item.OccurredAt);
        }

        return steps;
    }

    /// <summary>What the steps returned, by step name.</summary>
    public static IReadOnlyDictionary<string, JsonElement> Outputs(IReadOnlyList<StepState> steps)
    {
        var outputs = new Dictionary<string, JsonElement>(steps.Count, StringComparer.Ordinal);
        foreach (var step in steps)
        {
            if (step.Outputs is { } output)
                outputs.Add(step.Name, output);
        }

        return outputs;
    }

    /// <summary>Slices put the id of a step into their own events, too.</summary>
    public static bool IsOfStep(string eventName) =>
        eventName.StartsWith("xyn.step.", StringComparison.Ordinal)
        || eventName.StartsWith("xyn.gate.", StringComparison.Ordinal);

    private static StepState Going(StepState step, StepTold told, DateTimeOffset at) => step with
    {
        Phase = told.Items is null ? StepPhase.Running : StepPhase.Waiting,
        Items = told.Items,
        DueAt = null,
        MayHaveRunBefore = told.MayHaveRunBefore ?? false,
        Since = told.Items is null ? at : null,
        Spent = step.Spent ?? TimeSpan.Zero,
    };

    private static StepState Ended(StepState step, StepStatus status, StepTold told, DateTimeOffset at) =>
        Paused(step, told, at) with { Status = status, Phase = StepPhase.Ended, DueAt = null, CompletedAt = at };

    /// <summary>Its attempt is over: what it took and used is known.</summary>
    private static StepState Paused(StepState step, StepTold told, DateTimeOffset at) => step with
    {
        Since = null,
        Spent = step.Since is { } since ? step.Spent + (at - since) : step.Spent,
        Used = StepUsage.Sum(step.Used, told.Used),
        HasLog = step.HasLog || RunLog.IsIn(told),
    };
}
