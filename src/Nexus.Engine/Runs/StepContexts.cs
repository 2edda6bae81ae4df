namespace Nexus.Engine.Runs;

/// <summary>What steps are told, made of what is recorded of their run.</summary>
internal static class StepContexts
{
    public static StepContext Of(RunState run, IReadOnlyList<StepState> steps, StepState step) => new()
    {
        RunId = run.RunId,
        StepId = step.StepId,
        Attempt = step.Attempt,
        IdempotencyKey = $"{step.StepId}-{step.Attempt}",
        MayHaveRunBefore = step.MayHaveRunBefore,
        Resource = run.Resource,
        CorrelationId = run.CorrelationId,
        Actor = run.Actor,
        OwnerId = run.OwnerId,
        Inputs = run.Inputs,
        Decision = step.Decision,
        Before = steps,
    };

    /// <summary>Attempts to undo are not recorded one by one, so all of them carry one key.</summary>
    public static StepContext OfUndo(ActiveRun run, StepState step, int attempt) =>
        Of(run.Snapshot.Run, run.Snapshot.Steps, step) with
        {
            Attempt = attempt,
            IdempotencyKey = $"{step.StepId}-undo",
            MayHaveRunBefore = run.IsResumed || attempt > 1,
        };
}
