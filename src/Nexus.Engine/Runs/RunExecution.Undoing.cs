using System.Text.Json;
using Nexus.Contracts;

namespace Nexus.Engine.Runs;

/// <summary>The part that undoes what was done, newest first.</summary>
internal sealed partial class RunExecution
{
    private async Task UndoAsync(ActiveRun run, CancellationToken stopping)
    {
        stopping.ThrowIfCancellationRequested();
        if (RunMachine.NextToUndo(run.Snapshot.Steps, run.Plan) is not { } state
            || run.Plan.Find(state.Name) is not { CompensateAsync: { } compensate } step)
        {
            // The server was updated meanwhile, and its plan undoes less.
            await RecordAsync(run, change => RunMachine.Undo(change, run.Plan), stopping);
            return;
        }

        NexusError? error = null;
        for (var attempt = 1; attempt <= step.Retry.Attempts; attempt++)
        {
            var context = StepContexts.OfUndo(run, state, attempt);
            (error, _) = await _attempt.RunAsync(run, step, left: null, Act, stopping);
            stopping.ThrowIfCancellationRequested();
            if (error is null)
                break;
            if (attempt < step.Retry.Attempts)
                await Task.Delay(step.Retry.Delay(attempt, Random.Shared.NextDouble()), time.Clock, stopping);

            async Task<JsonElement?> Act(CancellationToken token)
            {
                await compensate(context, token);
                return null;
            }
        }

        await RecordAsync(run, change => RunMachine.Undone(change, run.Plan, state, error), stopping);
    }
}
