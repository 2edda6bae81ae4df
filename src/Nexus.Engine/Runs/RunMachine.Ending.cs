using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Runs;

/// <summary>The part that ends a run.</summary>
internal static partial class RunMachine
{
    /// <summary>The newest completed step that can be undone and is not yet.</summary>
    public static StepState? NextToUndo(IEnumerable<StepState> steps, Plan plan) =>
        steps.LastOrDefault(step => step is { Status: StepStatus.Completed, Phase: StepPhase.Ended, Items: null }
            && plan.Find(step.Name)?.CompensateAsync is not null);

    public static void Undone(RunChange change, Plan plan, StepState step, NexusError? error)
    {
        var name = error is null ? StepHistory.Compensated : StepHistory.CompensationFailed;
        change.Tell(name, step, new() { Name = step.Name, Error = error });
        Undo(change, plan);
    }

    /// <summary>
    /// Goes on undoing; when nothing is left of that, with what is to be done for a failure; or ends the run.
    /// </summary>
    public static void Undo(RunChange change, Plan plan)
    {
        if (NextToUndo(change.Steps, plan) is not null)
        {
            if (change.Run.Phase is not RunPhase.Compensating)
                change.Change(change.Run with { Phase = RunPhase.Compensating, WaitingFor = null });
        }
        else if (IsToHandle(change, plan))
        {
            Handle(change, plan);
        }
        else
        {
            End(change, change.Run.Error is null ? RunStatus.Cancelled : RunStatus.Failed);
        }
    }

    private static void Complete(RunChange change, Plan plan)
    {
        try
        {
            End(change, RunStatus.Completed, plan.Result is { } result
                ? result(StepContexts.Of(change.Run, change.Steps, change.Current!))
                : change.Current?.Outputs);
        }
        catch (NexusException e)
        {
            change.Change(change.Run with { Error = e.Error });
            Undo(change, plan);
        }
    }

    /// <summary>Of a run that failed by itself, once.</summary>
    private static bool IsToHandle(RunChange change, Plan plan) =>
        plan.OnFailure.Count > 0 && change.Run is { Error: not null, CancelReason: null }
        && !change.Steps.Any(step => plan.IsOfFailure(step.Name));

    private static void Handle(RunChange change, Plan plan)
    {
        change.Change(change.Run with
        {
            Phase = RunPhase.Failing,
            WaitingFor = null,
            WaitingSince = null,
            CountedFrom = change.Steady,
        });
        change.Tell("xyn.run.failing", EventData.Of(("name", change.Run.Name), ("error", Error(change.Run))));
        Advance(change, plan);
    }

    private static void End(RunChange change, RunStatus status, JsonElement? outputs = null)
    {
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
        else if (change.Run.Error is not null)
            change.Tell("xyn.run.failed", EventData.Of(name, ("error", Error(change.Run))));
        else
            change.Tell("xyn.run.cancelled", EventData.Of(name, ("reason", change.Run.CancelReason)));
    }

    private static JsonNode? Error(RunState run) =>
        JsonSerializer.SerializeToNode(run.Error, ContractsJson.Default.NexusError);
}
