using Nexus.Contracts;

namespace Nexus.Engine.Runs;

/// <summary>
/// What is left of the limits of a plan. What is done for a failure has them anew: it could not tell of one that was
/// reached otherwise. Decides, never acts.
/// </summary>
internal static class RunLimits
{
    /// <summary>Whether so many steps more may be executed; items are, and not the step that has them.</summary>
    public static bool HasRoom(RunChange change, Plan plan, int more = 1)
    {
        if (plan.Limits is not { Steps: var most } || change.Steps.Count + more <= most)
            return true;
        var isFailing = change.Run.Phase is RunPhase.Failing;
        return more + change.Steps.Count(
            step => IsExecuted(step) && plan.IsOfFailure(step.Name) == isFailing) <= most;
    }

    /// <summary>By the steady time; null: it may take as long as it takes.</summary>
    public static DateTimeOffset? End(RunState run, Plan plan) => plan.Limits?.Wall is { } wall
        ? (run.CountedFrom ?? run.StartedAt) + wall
        : null;

    /// <summary>The time until a decision is not counted.</summary>
    public static RunState Waiting(RunState run, string? waitingFor, DateTimeOffset now)
    {
        if (waitingFor is not null)
            return run with { WaitingFor = waitingFor, WaitingSince = now };
        var waited = now - run.WaitingSince is { } time && time > TimeSpan.Zero ? time : TimeSpan.Zero;
        return run with
        {
            WaitingFor = null,
            WaitingSince = null,
            CountedFrom = (run.CountedFrom ?? run.StartedAt) + waited,
        };
    }

    private static bool IsExecuted(StepState step) =>
        step is { Status: not StepStatus.Skipped, Items: null, KeptFrom: null };
}
