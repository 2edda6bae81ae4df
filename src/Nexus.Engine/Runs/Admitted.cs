using System.Text.Json;
using Nexus.Contracts;
using Nexus.Engine.Schedules;
using Nexus.Platform;
using Nexus.Platform.Ledger;
using Nexus.Platform.Tracing;

namespace Nexus.Engine.Runs;

/// <summary>A run that an event asks for, with a place in its lane, on its way into the ledger.</summary>
internal sealed record Admitted(ActiveRun Run, RunChange Change, IReadOnlyList<ActiveRun> Superseded)
{
    /// <summary>Runs that lead to each other; what is behind the last of them goes round in a circle.</summary>
    private const int Deepest = 16;

    private static readonly JsonElement NoInputs = EventData.Of();

    /// <param name="trigger">It is asked for by.</param>
    /// <param name="item">What happened.</param>
    /// <param name="cause">Why.</param>
    /// <param name="admission">Where it takes its place.</param>
    /// <param name="scribe">Of the run.</param>
    /// <returns>Null when the trigger does not want it, or its lane is busy and it says to skip.</returns>
    /// <exception cref="NexusException"><c>run.too_many_waiting</c>.</exception>
    public static Admitted? From(
        PlanTrigger trigger, LedgerEvent item, Cause cause, Admission admission, RunScribe scribe)
    {
        if (Bind(trigger, item) is not { } bound)
            return null;
        if (trigger.OwnerId is not null && cause.Depth > Deepest)
            bound = bound with { Error = RunErrors.TooDeep(trigger.Plan.Name, item.EventName, Deepest) };
        var state = scribe.Clean(Wanted(trigger, item, bound, scribe.Time) with { Depth = cause.Depth });
        if (trigger.OnBusy is OnBusy.Skip && state.Lane is { } lane && admission.IsBusy(lane))
            return null;

        var before = state is { Supersedes: true, Lane: { } theirs } ? admission.InLane(theirs) : [];
        var run = new ActiveRun(trigger.Plan, state.Lane, new(state, []));
        var entry = bound.Error is null ? admission.Enter(run, isBounded: true) : new(null, bound.Error);
        if (entry.Refused is { } refused && bound.Error is null && !cause.IsOthers(trigger, item))
            throw new NexusException(refused);
        var change = new RunChange(new(state with { WaitingFor = entry.WaitingFor }, []), scribe, isNew: true);
        RunMachine.Create(change, trigger.Plan, entry.Refused, bound.Kept);
        run.Snapshot = change.After;
        return new(run, change, entry.Refused is null ? before : []);
    }

    private static Binding? Bind(PlanTrigger trigger, LedgerEvent item) => trigger.Bind is { } bind
        ? bind(item)
        : new(item.Data ?? NoInputs, trigger.Lane(item));

    private static RunState Wanted(PlanTrigger trigger, LedgerEvent item, Binding bound, RunTime time) => new()
    {
        RunId = bound.Parent?.RunId ?? Ids.New(time.Clock),
        ParentRunId = bound.Parent?.ParentRunId,
        Name = trigger.Plan.Name,
        Status = RunStatus.Created,
        Phase = RunPhase.Waiting,
        Lane = bound.Lane,
        Supersedes = trigger.OnBusy is OnBusy.CancelRunning,
        EventName = item.EventName,
        Resource = item.Resource,
        OwnerId = trigger.OwnerId ?? item.OwnerId,
        OwnerOrgId = item.OwnerOrgId,
        Layer = item.Layer,
        Actor = item.Actor,
        CorrelationId = item.CorrelationId,
        Trace = Spans.Here,
        StepCount = trigger.Plan.Steps.Count,
        CreatedAt = time.Now,
        Inputs = bound.Inputs,
        Event = bound.Event,
        Title = bound.Title,
        Priority = bound.Priority,
        RetryOf = bound.RetryOf,
        RerunOf = bound.RerunOf,
    };
}

/// <summary>Why a run is asked for.</summary>
/// <param name="Depth">How many runs led to its event, one after the other.</param>
/// <param name="IsAsked">Somebody asks for this very run.</param>
internal readonly record struct Cause(int Depth, bool IsAsked)
{
    /// <summary>
    /// Whoever causes the event need not know of the run: their event is recorded although there is no room for it,
    /// and so is that it was refused. Those whose own blueprint it starts are refused instead, as a schedule is, which
    /// comes again.
    /// </summary>
    public bool IsOthers(PlanTrigger trigger, LedgerEvent item) => !IsAsked && trigger.OwnerId is { } owner
        && (owner != item.OwnerId || (item.EventName.StartsWith("xyn.", StringComparison.Ordinal)
            && item.EventName is not Scheduler.Fired));
}
