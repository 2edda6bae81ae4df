using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Runs;

/// <summary>The part that ends a run.</summary>
internal static partial class RunMachine
{
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
