using System.Text.Json;
using Nexus.Contracts;
using Nexus.Platform;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Runs;

/// <summary>A run that an event asks for, with a place in its lane, on its way into the ledger.</summary>
internal sealed record Admitted(ActiveRun Run, RunChange Change, IReadOnlyList<ActiveRun> Superseded)
{
    private static readonly JsonElement NoInputs = EventData.Of();

    /// <returns>Null when the trigger does not want it, or its lane is busy and it says to skip.</returns>
    public static Admitted? From(PlanTrigger trigger, LedgerEvent item, Admission admission, TimeProvider clock)
    {
        if (Bind(trigger, item) is not { Lane: var lane } bound)
            return null;
        var before = lane is null ? [] : admission.InLane(lane);
        if (before.Count > 0 && trigger.OnBusy is OnBusy.Skip)
            return null;

        var state = Wanted(trigger, item, bound, clock);
        var run = new ActiveRun(trigger.Plan, lane, new(state, []));
        var waitingFor = admission.Enter(run, isBounded: true);
        var change = new RunChange(new(state with { WaitingFor = waitingFor }, []), clock, isNew: true);
        RunMachine.Create(change, trigger.Plan, bound.Error);
        run.Snapshot = change.After;
        return new(run, change, state.Supersedes ? before : []);
    }

    private static Binding? Bind(PlanTrigger trigger, LedgerEvent item) => trigger.Bind is { } bind
        ? bind(item)
        : new(item.Data ?? NoInputs, trigger.Lane(item));

    private static RunState Wanted(PlanTrigger trigger, LedgerEvent item, Binding bound, TimeProvider clock) => new()
    {
        RunId = Ids.New(clock),
        Name = trigger.Plan.Name,
        Status = RunStatus.Created,
        Phase = RunPhase.Waiting,
        Lane = bound.Lane,
        Supersedes = trigger.OnBusy is OnBusy.CancelRunning,
        EventName = item.EventName,
        Resource = item.Resource,
        OwnerId = item.OwnerId,
        OwnerOrgId = item.OwnerOrgId,
        Layer = item.Layer,
        Actor = item.Actor,
        CorrelationId = item.CorrelationId,
        StepCount = trigger.Plan.Steps.Count,
        CreatedAt = clock.GetUtcNow(),
        Inputs = bound.Inputs,
        Event = bound.Event,
    };
}
