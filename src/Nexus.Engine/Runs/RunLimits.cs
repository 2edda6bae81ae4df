using System.Runtime.InteropServices;
using System.Text.Json;
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

    /// <summary>What a step with items returns is its items', and not counted again.</summary>
    /// <param name="change">Before it is completed.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="step">Whose outputs they are.</param>
    /// <param name="outputs">What is to be recorded.</param>
    /// <exception cref="NexusException"><c>run.limit_reached</c>.</exception>
    public static void CheckOutputs(RunChange change, Plan plan, StepState step, JsonElement? outputs)
    {
        if (plan.Limits is not { OutputBytes: var most } || outputs is not { } more)
            return;
        var isFailing = change.Run.Phase is RunPhase.Failing;
        var before = change.Steps.Where(other => other.Items is null && plan.IsOfFailure(other.Name) == isFailing)
            .Sum(other => other.Outputs is { } known ? Size(known) : 0);
        if (before + Size(more) > most)
            throw new NexusException(RunErrors.OutputLimit(plan, step.Name));
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

    private static long Size(JsonElement json) => JsonMarshal.GetRawUtf8Value(json).Length;

    private static bool IsExecuted(StepState step) =>
        step is { Status: not StepStatus.Skipped, Items: null, KeptFrom: null };
}
