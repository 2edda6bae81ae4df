using System.Text.Json;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Runs;

/// <summary>The state machine of a run: what each happening makes of it. Decides, never acts.</summary>
internal static partial class RunMachine
{
    /// <param name="change">Of a run that is new.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="error">Why it cannot begin.</param>
    /// <param name="kept">What it has of a run before it.</param>
    public static void Create(RunChange change, Plan plan, NexusError? error, IReadOnlyList<StepTold> kept)
    {
        change.Tell("xyn.run.created", EventData.Of(("name", change.Run.Name), ("event", change.Run.EventName)));
        if (error is not null)
        {
            Abandoned(change, error);
            return;
        }

        foreach (var told in kept)
            change.Begin(StepHistory.Kept, told);
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
            CountedFrom = plan.Limits is null ? null : change.Steady,
        });
        change.Tell("xyn.run.started", EventData.Of(("name", change.Run.Name)));
        Advance(change, plan);
    }

    /// <summary>After a restart: the attempts that were interrupted are made again.</summary>
    public static void Repeat(RunChange change, IReadOnlyList<Guid> interrupted)
    {
        if (!change.Run.IsGoing)
            return;
        foreach (var step in change.Steps.Where(step => interrupted.Contains(step.StepId)).ToList())
            change.Tell(StepHistory.Started, step, StepTold.Of(step) with { MayHaveRunBefore = true });
    }

    public static void AttemptBegins(RunChange change, StepState step) =>
        change.Tell(StepHistory.Started, step, StepTold.Of(step) with { MayHaveRunBefore = false });

    public static void StepCompleted(
        RunChange change, Plan plan, StepState step, JsonElement? outputs, AttemptNotes notes)
    {
        change.Tell(
            StepHistory.Completed, step,
            StepTold.Of(step) with { Outputs = outputs, Used = notes.Used, Log = notes.Log });
        if (change.Run.Phase is RunPhase.Cancelling)
            GiveUp(change, plan);
        else
            Advance(change, plan);
    }

    public static void StepRetries(
        RunChange change, StepState step, NexusError error, DateTimeOffset due, AttemptNotes notes) =>
        change.Tell(
            StepHistory.Retrying, step,
            StepTold.Of(step) with { Error = error, DueAt = due, Used = notes.Used, Log = notes.Log });

    /// <param name="notes">Null: no attempt was made.</param>
    public static void StepFailed(
        RunChange change, Plan plan, StepState step, NexusError error, AttemptNotes? notes = null)
    {
        change.Tell(
            StepHistory.Failed, step,
            StepTold.Of(step) with { Error = error, Used = notes?.Used, Log = notes?.Log });
        if (change.Run.IsGoing && error.Code is not RunErrors.LimitReached
            && plan.Find(step.Name) is { IsOptional: true })
        {
            Advance(change, plan);
            return;
        }

        Stop(change, plan, error);
    }

    /// <summary>The run cannot go on with what it was about to do.</summary>
    public static void Stop(RunChange change, Plan plan, NexusError error)
    {
        change.Change(change.Run with { Error = change.Run.Error ?? error });
        GiveUp(change, plan);
    }

    /// <summary>The run is to end before this step was done.</summary>
    public static void StepSkipped(RunChange change, Plan plan, StepState step)
    {
        Skip(change, step);
        GiveUp(change, plan);
    }

    /// <param name="eventName">Who decided: a person, or the deadline.</param>
    /// <returns>False when it waits no longer.</returns>
    public static bool Decided(RunChange change, Guid stepId, string eventName, GateDecision decision)
    {
        if (!change.Run.IsGoing
            || change.Steps.FirstOrDefault(step => step.StepId == stepId) is not { IsGate: true } step)
        {
            return false;
        }

        change.Tell(eventName, step, new() { Name = step.Name, Decision = decision });
        Branches.ShowWaiting(change);
        return true;
    }

    public static void CancelRequested(RunChange change, Plan plan, string reason)
    {
        if (change.Run.Phase is not RunPhase.Waiting && !change.Run.IsGoing)
            return;
        change.Tell("xyn.run.cancel.requested", EventData.Of(("name", change.Run.Name), ("reason", reason)));
        change.Change(change.Run with { CancelReason = reason, Phase = RunPhase.Cancelling });
        if (change.Run.Status is RunStatus.Created)
            End(change, RunStatus.Cancelled);
        else
            GiveUp(change, plan);
    }

    /// <summary>The engine cannot go on with this run; nothing more is tried.</summary>
    public static void Abandoned(RunChange change, NexusError error)
    {
        foreach (var step in change.Steps.Where(step => step.IsOpen).ToList())
            change.Tell(StepHistory.Failed, step, StepTold.Of(step) with { Error = error });
        change.Change(change.Run with { Error = error });
        End(change, RunStatus.Failed);
    }

    private static void Advance(RunChange change, Plan plan)
    {
        if (!plan.IsSequence)
            Branches.Advance(change, plan);
        else if (change.Steps.Count < plan.Steps.Count)
            Follow(change, plan, plan.Steps[change.Steps.Count].Name);
        if (!change.Run.IsGoing || change.Steps.Any(step => step.IsOpen))
            return;
        if (change.Run.Phase is RunPhase.Failing)
            End(change, RunStatus.Failed);
        else
            Complete(change, plan);
    }

    private static void Follow(RunChange change, Plan plan, string step)
    {
        if (RunLimits.HasRoom(change, plan))
            change.Begin(step);
        else
            Stop(change, plan, RunErrors.StepLimit(plan, step));
    }

    /// <summary>What only waits does so no longer; what executes ends first, then what was done is undone.</summary>
    private static void GiveUp(RunChange change, Plan plan)
    {
        foreach (var step in change.Steps.Where(step => step is { IsOpen: true, IsWaiting: true }).ToList())
            Skip(change, step);
        if (change.Steps.All(step => !step.IsOpen))
            Undo(change, plan);
        else if (change.Run.Phase is not RunPhase.Cancelling)
            change.Change(change.Run with { Phase = RunPhase.Cancelling, WaitingFor = null });
    }

    private static void Skip(RunChange change, StepState step) => change.Tell(StepHistory.Skipped, step, new()
    {
        Name = step.Name,
        Reason = change.Run.CancelReason ?? "Another step failed.",
    });
}
