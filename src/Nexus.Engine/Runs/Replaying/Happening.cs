using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Runs.Replaying;

/// <summary>An event of a record that the world caused, and not the machine: it is the first of its commit.</summary>
internal sealed record Happening(IReadOnlyList<RecordedEvent> Record, int At)
{
    private LedgerEvent Event => Record[At].Event;

    public void Abandon(RunChange change)
    {
        if (Event.EventName is StepHistory.Failed or "xyn.run.failed" && ReplayItems.Error(Event) is { } error)
            RunMachine.Abandoned(change, error);
    }

    public void Tell(RunChange change, Plan plan)
    {
        var item = Event;
        switch (item.EventName)
        {
            case "xyn.run.created":
                Create(change, plan);
                break;
            case "xyn.run.started":
                RunMachine.Start(change, plan);
                break;
            case "xyn.run.cancel.requested":
                RunMachine.CancelRequested(change, plan, ReplayItems.Text(item, "reason") ?? "");
                break;
            default:
                if (ReplayItems.Told(item) is { } told && change.Steps.FirstOrDefault(
                    step => step.StepId == item.StepId) is { } known)
                {
                    Tell(change, plan, item.EventName, known, told);
                }
                else if (item.EventName is "xyn.run.failed" or "xyn.run.failing")
                {
                    RunMachine.Undo(change, plan);
                }

                break;
        }
    }

    private static void Tell(RunChange change, Plan plan, string eventName, StepState step, StepTold told)
    {
        switch (eventName)
        {
            case StepHistory.Started when told.MayHaveRunBefore is true:
                RunMachine.Repeat(change, [step.StepId]);
                break;
            case StepHistory.Started when step.Phase is StepPhase.Retrying:
                RunMachine.AttemptBegins(change, step);
                break;
            case StepHistory.Completed when step.Items is null:
                RunMachine.StepCompleted(change, plan, step, told.Outputs, new(told.Used));
                break;
            case StepHistory.Retrying when told is { Error: { } error, DueAt: { } due }:
                RunMachine.StepRetries(change, step, error, due, new(told.Used));
                break;
            case StepHistory.Failed when told.Error is { } error:
                RunMachine.StepFailed(change, plan, step, error, new(told.Used));
                break;
            case StepHistory.Skipped:
                RunMachine.StepSkipped(change, plan, step);
                break;
            case StepHistory.GateApproved or StepHistory.GateRejected or StepHistory.GateExpired
                when told.Decision is { } decision:
                RunMachine.Decided(change, step.StepId, eventName, decision);
                break;
            case StepHistory.Compensated or StepHistory.CompensationFailed:
                RunMachine.Undone(change, plan, step, told.Error);
                break;
        }
    }

    /// <summary>With what it has of a run before it, or the reason why it could not begin.</summary>
    private void Create(RunChange change, Plan plan)
    {
        var kept = Record.Skip(At + 1).TakeWhile(next => next.Event.EventName is StepHistory.Kept)
            .Select(next => ReplayItems.Told(next.Event)).OfType<StepTold>().ToList();
        var error = At + 1 < Record.Count && Record[At + 1].Event is { EventName: "xyn.run.failed" } failed
            ? ReplayItems.Error(failed) : null;
        RunMachine.Create(change, plan, error, kept);
    }
}
