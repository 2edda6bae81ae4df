using Nexus.Contracts;

namespace Nexus.Engine.Runs;

/// <summary>
/// What a run that goes on from another has of it: what completed, and what failed as it may, for others were decided
/// by that. What a condition skipped is asked again, of the same values. Decides, never acts.
/// </summary>
internal static class KeptSteps
{
    public static IReadOnlyList<StepTold> Of(IReadOnlyList<StepState> steps, Plan plan) =>
    [
        .. from step in steps
           where !plan.IsOfFailure(step.Name) && plan.Find(step.Name) is { } planned && IsKept(step, planned)
           select new StepTold
           {
               Name = step.Name,
               Attempt = step.Attempt,
               Outputs = step.Outputs,
               Error = step.Status is StepStatus.Failed ? step.Error : null,
               Decision = step.Decision,
               KeptFrom = step.KeptFrom ?? step.StepId,
           },
    ];

    private static bool IsKept(StepState step, Step planned) => step is { Phase: StepPhase.Ended } and (
        { Status: StepStatus.Completed }
        or { Status: StepStatus.Failed, Error.Code: not RunErrors.LimitReached })
        && (step.Status is StepStatus.Completed || planned.IsOptional);
}
