using System.Text.Json;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Runs;

/// <summary>Between states and rows of the ledger, and between states and views.</summary>
internal static class RunRows
{
    public static StateRow Row(RunState run) => new(
        RunState.Kind, run.RunId.ToString(), "", run.OwnerId, run.Version,
        JsonSerializer.Serialize(run, EngineJson.Default.RunState))
    {
        OwnerOrgId = run.OwnerOrgId,
        Layer = run.Layer,
        IsOpen = run.Phase is not RunPhase.Ended,
    };

    public static RunState Run(StateRow row)
    {
        var run = JsonSerializer.Deserialize(row.Body, EngineJson.Default.RunState)
            ?? throw new InvalidDataException($"The row of {row.Kind} {row.Id} is empty.");
        return run with { Version = row.Version };
    }

    public static RunView View(RunState run) => new()
    {
        RunId = run.RunId,
        Name = run.Title ?? run.Name,
        Plan = run.Name,
        Status = run.Status,
        Phase = run.Phase,
        WaitingFor = run.WaitingFor,
        ResourceType = run.Resource.Type,
        ResourceId = run.Resource.Id,
        CreatedAt = run.CreatedAt,
        StartedAt = run.StartedAt,
        CompletedAt = run.CompletedAt,
        Actor = run.Actor,
        CorrelationId = run.CorrelationId,
        Title = run.Title,
        ParentRunId = run.ParentRunId,
        RetryOf = run.RetryOf,
        RerunOf = run.RerunOf,
        StepCount = run.StepCount,
        Inputs = run.Inputs,
        Outputs = run.Outputs,
        Error = run.Error,
        CancelReason = run.CancelReason,
        LogArtifactId = run.LogArtifactId,
    };

    /// <param name="runId">Whose step it is.</param>
    /// <param name="step">As it is now.</param>
    /// <param name="logId">The log of the run, when it is kept.</param>
    public static StepView View(Guid runId, StepState step, Guid? logId = null) => new()
    {
        StepId = step.StepId,
        RunId = runId,
        Name = step.Name,
        Status = step.Status,
        Phase = step.Phase,
        Attempt = step.Attempt,
        MayHaveRunBefore = step.MayHaveRunBefore,
        IdempotencyKey = step.IdempotencyKey,
        KeptFrom = step.KeptFrom,
        StartedAt = step.StartedAt,
        CompletedAt = step.CompletedAt,
        DueAt = step.DueAt,
        LogsArtifactId = step.HasLog ? logId : null,
        Outputs = step.Outputs,
        Error = step.Error,
        Reason = step.Reason,
        Decision = step.Decision,
        Message = step.Message,
        IsWaitingForDecision = step.IsGate,
    };

    public static RunOutcome Outcome(RunSnapshot run) => new()
    {
        RunId = run.Run.RunId,
        Name = run.Run.Name,
        Status = run.Run.Status,
        Error = run.Run.Error,
        CancelReason = run.Run.CancelReason,
        Resource = run.Run.Resource,
        OwnerId = run.Run.OwnerId,
        Actor = run.Run.Actor,
        CorrelationId = run.Run.CorrelationId,
        Inputs = run.Run.Inputs,
        Outputs = StepHistory.Outputs(run.Steps),
    };
}
