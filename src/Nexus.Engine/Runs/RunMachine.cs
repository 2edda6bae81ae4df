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
        if (change.Run.Phase is not RunPhase.Running || change.Current.Phase is not StepPhase.Running)
            return;
        change.Change(change.Current with { MayHaveRunBefore = true });
        TellStarted(change);
    }

    public static void AttemptBegins(RunChange change)
    {
        var step = change.Current;
        change.Change(step with { Phase = StepPhase.Running, DueAt = null, MayHaveRunBefore = false });
        TellStarted(change);
    }

    public static void StepCompleted(RunChange change, Plan plan, JsonElement? output)
    {
        var done = Ended(change, StepStatus.Completed) with { Outputs = output, Error = null };
        change.Change(done);
        change.Tell("xyn.step.completed", done, EventData.Of(("name", done.Name), ("attempt", done.Attempt)));
        if (change.Run.Phase is RunPhase.Cancelling)
            Undo(change, plan);
        else
            Advance(change, plan);
    }

    public static void StepRetries(RunChange change, NexusError error, DateTimeOffset due)
    {
        var step = change.Current;
        change.Change(step with { Phase = StepPhase.Retrying, Attempt = step.Attempt + 1, Error = error, DueAt = due });
        change.Tell("xyn.step.retrying", step, EventData.Of(
            ("name", step.Name), ("attempt", step.Attempt), ("error", Json(error)), ("due_at", due)));
    }

    public static void StepFailed(RunChange change, Plan plan, NexusError error)
    {
        var failed = Ended(change, StepStatus.Failed) with { Error = error };
        change.Change(failed);
        change.Tell("xyn.step.failed", failed, EventData.Of(
            ("name", failed.Name), ("attempt", failed.Attempt), ("error", Json(error))));
        change.Change(change.Run with { Error = error });
        Undo(change, plan);
    }

    /// <summary>The run was cancelled before the current step was done.</summary>
    public static void StepSkipped(RunChange change, Plan plan)
    {
        var skipped = Ended(change, StepStatus.Skipped) with { Reason = change.Run.CancelReason };
        change.Change(skipped);
        change.Tell("xyn.step.skipped", skipped, EventData.Of(
            ("name", skipped.Name), ("reason", change.Run.CancelReason)));
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

    /// <summary>The engine itself failed; nothing more is tried.</summary>
    public static void Abandoned(RunChange change, NexusError error)
    {
        if (change.Current.Status is StepStatus.Running)
            change.Change(Ended(change, StepStatus.Failed) with { Error = error });
        change.Change(change.Run with { Error = error });
        End(change, RunStatus.Failed);
    }

    /// <summary>The newest completed step that can be undone and is not yet.</summary>
    public static StepState? NextToUndo(IEnumerable<StepState> steps, Plan plan) =>
        steps.LastOrDefault(step => step is { Status: StepStatus.Completed, Phase: StepPhase.Ended }
            && plan.Find(step.Name)?.CompensateAsync is not null);

    public static void Undone(RunChange change, Plan plan, StepState step, NexusError? error)
    {
        change.Change(step with { Phase = error is null ? StepPhase.Compensated : StepPhase.CompensationFailed });
        if (error is null)
        {
            change.Tell("xyn.step.compensated", step, EventData.Of(("name", step.Name)));
        }
        else
        {
            change.Tell("xyn.step.compensation.failed", step, EventData.Of(
                ("name", step.Name), ("error", Json(error))));
        }

        Undo(change, plan);
    }

    private static void Advance(RunChange change, Plan plan)
    {
        if (change.Steps.Count < plan.Steps.Count)
            change.Begin(plan.Steps[change.Steps.Count].Name);
        else
            End(change, RunStatus.Completed);
    }

    private static void Undo(RunChange change, Plan plan)
    {
        if (NextToUndo(change.Steps, plan) is null)
            End(change, change.Run.Error is null ? RunStatus.Cancelled : RunStatus.Failed);
        else if (change.Run.Phase is not RunPhase.Compensating)
            change.Change(change.Run with { Phase = RunPhase.Compensating });
    }

    private static void End(RunChange change, RunStatus status)
    {
        var outputs = status is RunStatus.Completed && change.Steps.Count > 0 ? change.Current.Outputs : null;
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

    private static StepState Ended(RunChange change, StepStatus status) =>
        change.Current with { Status = status, Phase = StepPhase.Ended, DueAt = null, CompletedAt = change.Now };

    private static void TellStarted(RunChange change)
    {
        var step = change.Current;
        change.Tell("xyn.step.started", step, EventData.Of(
            ("name", step.Name), ("attempt", step.Attempt), ("may_have_run_before", step.MayHaveRunBefore)));
    }

    private static JsonNode? Json(NexusError error) =>
        JsonSerializer.SerializeToNode(error, ContractsJson.Default.NexusError);
}
