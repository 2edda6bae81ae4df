using System.Text.Json;

namespace Nexus.Engine.Runs;

/// <summary>What steps are told, made of what is recorded of their run.</summary>
internal static class StepContexts
{
    public static StepContext Of(RunState run, IReadOnlyList<StepState> steps, StepState step) => new()
    {
        RunId = run.RunId,
        StepId = step.StepId,
        Attempt = step.Attempt,
        IdempotencyKey = step.IdempotencyKey,
        MayHaveRunBefore = step.MayHaveRunBefore,
        Resource = run.Resource,
        CorrelationId = run.CorrelationId,
        Actor = run.Actor,
        OwnerId = run.OwnerId,
        Inputs = run.Inputs,
        Event = run.Event,
        RunError = run.Error,
        Decision = step.Decision,
        Before = steps,
    };

    /// <summary>Of one that is executed: it knows its item.</summary>
    public static StepContext OfAttempt(RunSnapshot run, StepState step)
    {
        var context = Of(run.Run, run.Steps, step);
        return ItemName.IndexOf(step.Name) is { } index
            ? context with { Index = index, Item = Whole(run.Steps, step)[index] }
            : context;
    }

    private static JsonElement Whole(IReadOnlyList<StepState> steps, StepState item)
    {
        var name = ItemName.StepOf(item.Name).ToString();
        return steps.First(step => string.Equals(step.Name, name, StringComparison.Ordinal)).Items
            ?? throw new InvalidDataException($"Step {name} has no items.");
    }

    /// <summary>Attempts to undo are not recorded one by one, so all of them carry one key.</summary>
    public static StepContext OfUndo(ActiveRun run, StepState step, int attempt) =>
        OfAttempt(run.Snapshot, step) with
        {
            Attempt = attempt,
            IdempotencyKey = $"{step.StepId}-undo",
            MayHaveRunBefore = run.IsResumed || attempt > 1,
        };
}
