using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Runs;

/// <summary>The state machine of a run: what each happening makes of it. Decides, never acts.</summary>
internal static class RunMachine
{
    public static void Create(RunChange change, Plan plan)
    {
        change.Tell("xyn.run.created", EventData.Of(("name", change.Run.Name), ("event", change.Run.EventName)));
        if (change.Run.WaitingFor is null)
            Start(change, plan);
    }

    /// <summary>Its lane and a slot are free.</summary>
    public static void Start(RunChange change, Plan plan)
    {
        if (change.Run.Phase is not RunPhase.Waiting)
            return;
        change.Change(change.Run with
        {
            Status = RunStatus.Running,
            Phase = RunPhase.Running,
            WaitingFor = null,
            StartedAt = change.Now,
        });
        change.Tell("xyn.run.started", EventData.Of(("name", change.Run.Name)));
        Advance(change, plan);
    }

    /// <summary>After a restart: the attempt that was interrupted is made again.</summary>
    public static void Repeat(RunChange change)
    {
        if (change is { Run.Phase: RunPhase.Running, Current: { Phase: StepPhase.Running } step })
            change.Tell(StepHistory.Started, step, StepTold.Of(step) with { MayHaveRunBefore = true });
    }

    public static void AttemptBegins(RunChange change, StepState step) =>
        change.Tell(StepHistory.Started, step, StepTold.Of(step) with { MayHaveRunBefore = false });

    public static void StepCompleted(RunChange change, Plan plan, StepState step, JsonElement? outputs)
    {
        change.Tell(StepHistory.Completed, step, StepTold.Of(step) with { Outputs = outputs });
        if (change.Run.Phase is RunPhase.Cancelling)
            Undo(change, plan);
        else
            Advance(change, plan);
    }

    public static void StepRetries(RunChange change, StepState step, NexusError error, DateTimeOffset due) =>
        change.Tell(StepHistory.Retrying, step, StepTold.Of(step) with { Error = error, DueAt = due });

    public static void StepFailed(RunChange change, Plan plan, StepState step, NexusError error)
    {
        change.Tell(StepHistory.Failed, step, StepTold.Of(step) with { Error = error });
        change.Change(change.Run with { Error = error });
        Undo(change, plan);
    }

    /// <summary>The run was cancelled before this step was done.</summary>
    public static void StepSkipped(RunChange change, Plan plan, StepState step)
    {
        change.Tell(StepHistory.Skipped, step, new() { Name = step.Name, Reason = change.Run.CancelReason });
        Undo(change, plan);
    }

    public static void CancelRequested(RunChange change, string reason)
    {
        if (change.Run.Phase is not (RunPhase.Waiting or RunPhase.Running))
            return;
        change.Tell("xyn.run.cancel.requested", EventData.Of(("name", change.Run.Name), ("reason", reason)));
        change.Change(change.Run with { CancelReason = reason, Phase = RunPhase.Cancelling });
        if (change.Run.Status is RunStatus.Created)
            End(change, RunStatus.Cancelled);
    }

    /// <summary>The engine cannot go on with this run; nothing more is tried.</summary>
    public static void Abandoned(RunChange change, NexusError error)
    {
        if (change.Current is { Status: StepStatus.Running } step)
            change.Tell(StepHistory.Failed, step, StepTold.Of(step) with { Error = error });
        change.Change(change.Run with { Error = error });
        End(change, RunStatus.Failed);
    }

    /// <summary>The newest completed step that can be undone and is not yet.</summary>
    public static StepState? NextToUndo(IEnumerable<StepState> steps, Plan plan) =>
        steps.LastOrDefault(step => step is { Status: StepStatus.Completed, Phase: StepPhase.Ended }
            && plan.Find(step.Name)?.CompensateAsync is not null);

    public static void Undone(RunChange change, Plan plan, StepState step, NexusError? error)
    {
        var name = error is null ? StepHistory.Compensated : StepHistory.CompensationFailed;
        change.Tell(name, step, new() { Name = step.Name, Error = error });
        Undo(change, plan);
    }

    /// <summary>Goes on undoing, or ends the run when nothing is left to undo.</summary>
    public static void Undo(RunChange change, Plan plan)
    {
        if (NextToUndo(change.Steps, plan) is null)
            End(change, change.Run.Error is null ? RunStatus.Cancelled : RunStatus.Failed);
        else if (change.Run.Phase is not RunPhase.Compensating)
            change.Change(change.Run with { Phase = RunPhase.Compensating });
    }

    private static void Advance(RunChange change, Plan plan)
    {
        if (change.Steps.Count < plan.Steps.Count)
            change.Begin(plan.Steps[change.Steps.Count].Name);
        else
            End(change, RunStatus.Completed);
    }

    private static void End(RunChange change, RunStatus status)
    {
        var outputs = status is RunStatus.Completed ? change.Current?.Outputs : null;
        change.Change(change.Run with
        {
            Status = status,
            Phase = RunPhase.Ended,
            WaitingFor = null,
            CompletedAt = change.Now,
            Outputs = outputs,
        });
        TellEnd(change, ("name", change.Run.Name));
    }

    private static void TellEnd(RunChange change, (string Name, JsonNode? Value) name)
    {
        if (change.Run.Status is RunStatus.Completed)
            change.Tell("xyn.run.completed", EventData.Of(name));
        else if (change.Run.Error is { } error)
            change.Tell("xyn.run.failed", EventData.Of(name, ("error", Json(error))));
        else
            change.Tell("xyn.run.cancelled", EventData.Of(name, ("reason", change.Run.CancelReason)));
    }

    private static JsonNode? Json(NexusError error) =>
        JsonSerializer.SerializeToNode(error, ContractsJson.Default.NexusError);
}
