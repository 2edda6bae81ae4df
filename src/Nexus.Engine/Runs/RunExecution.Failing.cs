using Nexus.Contracts;

namespace Nexus.Engine.Runs;

/// <summary>The part that decides what a failed attempt means.</summary>
internal sealed partial class RunExecution
{
    private async Task FailAsync(
        ActiveRun run, Step step, StepState state, StepContext made, NexusError error,
        CancellationToken stopping)
    {
        stopping.ThrowIfCancellationRequested();
        var attempt = state.Attempt;
        var isLast = attempt >= step.Retry.Attempts || error.Code is RunErrors.LimitReached
            || !step.Retry.IsWorthwhile(error);
        var due = time.Now + step.Retry.Delay(attempt, Random.Shared.NextDouble());
        await RecordAsync(run, Decide, stopping);

        void Decide(RunChange change)
        {
            if (change.Run.Phase is RunPhase.Cancelling)
                RunMachine.StepSkipped(change, run.Plan, state);
            else if (isLast)
                RunMachine.StepFailed(change, run.Plan, state, error, made.Notes);
            else
                RunMachine.StepRetries(change, state, error, due, made.Notes);
        }
    }
}
