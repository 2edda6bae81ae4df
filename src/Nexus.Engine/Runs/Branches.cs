using Nexus.Contracts;

namespace Nexus.Engine.Runs;

/// <summary>Which steps of a plan begin, once some have ended. Decides, never acts.</summary>
internal static class Branches
{
    public const string NotMet = "Its condition does not hold.";

    public static void Advance(RunChange change, Plan plan)
    {
        var (phase, steps) = (change.Run.Phase, plan.StepsIn(change.Run.Phase));
        for (var isMoving = true; isMoving;)
        {
            isMoving = false;
            for (var index = 0; index < steps.Count && change.Run.Phase == phase; index++)
                isMoving |= Go(change, plan, steps, index);
        }

        ShowWaiting(change);
    }

    /// <summary>Nothing goes on before a decision, or something does again.</summary>
    public static void ShowWaiting(RunChange change)
    {
        var isWaiting = change.Run.IsGoing
            && change.Steps.Any(step => step.IsOpen) && change.Steps.All(step => !step.IsOpen || step.IsWaiting);
        var waitingFor = isWaiting ? "gate" : null;
        if (!string.Equals(change.Run.WaitingFor, waitingFor, StringComparison.Ordinal))
            change.Change(RunLimits.Waiting(change.Run, waitingFor, change.Steady));
    }

    /// <returns>True when it has ended by that, so that others may begin.</returns>
    private static bool Go(RunChange change, Plan plan, IReadOnlyList<Step> steps, int index)
    {
        var step = steps[index];
        var known = change.Find(step.Name);
        if (known is null && IsReady(change, steps, index))
            known = Begin(change, plan, step);
        else if (known is not { IsOpen: true, Items: not null })
            return false;
        if (known is { IsOpen: true, Items: not null } whole)
            Items.Go(change, plan, step, whole);
        return change.Find(step.Name) is { IsOpen: false };
    }

    private static bool IsReady(RunChange change, IReadOnlyList<Step> steps, int index)
    {
        if (steps[index].Needs is { } needs)
            return needs.All(name => change.Find(name) is { IsOpen: false });
        return index == 0 || change.Find(steps[index - 1].Name) is { IsOpen: false };
    }

    /// <returns>Null when it does not, because the run has reached a limit.</returns>
    private static StepState? Begin(RunChange change, Plan plan, Step step)
    {
        var told = new StepTold { Name = step.Name, Attempt = 1 };
        try
        {
            if (step.When is { } when && !when(Context(change, told)))
                return change.Begin(StepHistory.Skipped, new() { Name = step.Name, Reason = NotMet });
            if (step.ForEach is { } each)
                told = told with { Items = Items.Of(step.Name, each.Items(Context(change, told))) };
            if (step.Gate?.Message is { } message)
                told = told with { Message = message(Context(change, told)) };
        }
        catch (NexusException e)
        {
            var state = change.Begin(StepHistory.Started, told);
            RunMachine.StepFailed(change, plan, state, e.Error);
            return change.Find(step.Name)!;
        }

        var more = told.Items is { } items ? items.GetArrayLength() - Items.Begun(change, step).Count() : 1;
        if (!RunLimits.HasRoom(change, plan, more))
        {
            RunMachine.Stop(change, plan, RunErrors.StepLimit(plan, step.Name));
            return null;
        }

        return step.Gate is { } gate
            ? change.Begin(StepHistory.GateRequested, told with { DueAt = change.Now + gate.Deadline })
            : change.Begin(StepHistory.Started, told);
    }

    private static StepContext Context(RunChange change, StepTold told) =>
        StepContexts.Of(change.Run, change.Steps, StepHistory.Begun(Guid.Empty, told, change.Now));
}
