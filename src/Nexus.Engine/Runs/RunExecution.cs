using System.Text.Json;
using Microsoft.Extensions.Logging;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Runs;

/// <summary>Executes one run from where the ledger has it to its end, or until the server stops.</summary>
internal sealed class RunExecution(
    RunJournal journal, TimeProvider clock, EngineOptions options, ILogger<RunExecution> logger)
{
    private readonly Attempt _attempt = new(clock, options, logger);

    /// <exception cref="OperationCanceledException">The server stops; the run goes on at its next start.</exception>
    public async Task RunAsync(ActiveRun run, CancellationToken stopping)
    {
        if (run.Plan.Steps.Count == 0)
        {
            var unknown = RunErrors.PlanChanged(run.Plan.Name);
            await RecordAsync(run, change => RunMachine.Abandoned(change, unknown), stopping);
            return;
        }

        await RecordAsync(run, change => RunMachine.Start(change, run.Plan), stopping);
        if (run.IsResumed)
            await RecordAsync(run, RunMachine.Repeat, stopping);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(run.CancelToken, stopping);
        while (run is { IsEnded: false, Snapshot: { Run.Phase: not RunPhase.Compensating, Current: { } step } })
            await StepAsync(run, step, cancel.Token, stopping);
        while (!run.IsEnded)
            await UndoAsync(run, stopping);
    }

    /// <param name="cancel">When the run is to end, or the server stops.</param>
    private async Task StepAsync(ActiveRun run, StepState state, CancellationToken cancel, CancellationToken stopping)
    {
        stopping.ThrowIfCancellationRequested();
        if (run.Plan.Find(state.Name) is not { } step)
        {
            var unknown = RunErrors.PlanChanged(run.Plan.Name, state.Name);
            await RecordAsync(run, change => RunMachine.StepFailed(change, run.Plan, state, unknown), stopping);
            return;
        }

        if (!await IsDueAsync(run, state, cancel))
        {
            stopping.ThrowIfCancellationRequested();
            await RecordAsync(run, change => RunMachine.StepSkipped(change, run.Plan, state), stopping);
            return;
        }

        var context = Context(run.Snapshot, state);
        var (error, output) = await _attempt.RunAsync(run, step, token => step.RunAsync(context, token), cancel);
        error ??= await CompleteAsync(run, state, output, context.AlsoCommit, stopping);
        if (error is not null)
            await FailAsync(run, step, state, error, stopping);
    }

    /// <returns>False when the run is cancelled first.</returns>
    private async Task<bool> IsDueAsync(ActiveRun run, StepState state, CancellationToken cancellationToken)
    {
        if (run.Snapshot.Run.Phase is RunPhase.Cancelling)
            return false;
        if (state.Phase is not StepPhase.Retrying)
            return true;

        try
        {
            // The clock may have been set back since it was decided.
            var left = (state.DueAt ?? clock.GetUtcNow()) - clock.GetUtcNow();
            var longest = run.Plan.Find(state.Name)?.Retry.MaxDelay ?? TimeSpan.Zero;
            left = left > longest ? longest : left;
            await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, clock, cancellationToken);
            await RecordAsync(run, change => RunMachine.AttemptBegins(change, state), cancellationToken);
            return run.Snapshot.Run.Phase is RunPhase.Running;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <returns>Null when it is recorded; else why its commit was refused.</returns>
    private async Task<NexusError?> CompleteAsync(
        ActiveRun run, StepState state, JsonElement? output, LedgerBatch? also, CancellationToken stopping)
    {
        try
        {
            await journal.RecordAsync(
                run, change => RunMachine.StepCompleted(change, run.Plan, state, output), also, stopping);
            return null;
        }
        catch (NexusException e) when (also is not null)
        {
            return e.Error;
        }
    }

    private async Task FailAsync(
        ActiveRun run, Step step, StepState state, NexusError error, CancellationToken stopping)
    {
        stopping.ThrowIfCancellationRequested();
        var attempt = state.Attempt;
        var isLast = attempt >= step.Retry.Attempts || !step.Retry.IsWorthwhile(error);
        var due = clock.GetUtcNow() + step.Retry.Delay(attempt, Random.Shared.NextDouble());
        await RecordAsync(run, Decide, stopping);

        void Decide(RunChange change)
        {
            if (change.Run.Phase is RunPhase.Cancelling)
                RunMachine.StepSkipped(change, run.Plan, state);
            else if (isLast)
                RunMachine.StepFailed(change, run.Plan, state, error);
            else
                RunMachine.StepRetries(change, state, error, due);
        }
    }

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
            var context = UndoContext(run, state, attempt);
            (error, _) = await _attempt.RunAsync(run, step, Act, stopping);
            stopping.ThrowIfCancellationRequested();
            if (error is null)
                break;
            if (attempt < step.Retry.Attempts)
                await Task.Delay(step.Retry.Delay(attempt, Random.Shared.NextDouble()), clock, stopping);

            async Task<JsonElement?> Act(CancellationToken token)
            {
                await compensate(context, token);
                return null;
            }
        }

        await RecordAsync(run, change => RunMachine.Undone(change, run.Plan, state, error), stopping);
    }

    private Task RecordAsync(ActiveRun run, Action<RunChange> decide, CancellationToken cancellationToken) =>
        journal.RecordAsync(run, decide, also: null, cancellationToken);

    private static StepContext Context(RunSnapshot run, StepState step) => new()
    {
        RunId = run.Run.RunId,
        StepId = step.StepId,
        Attempt = step.Attempt,
        IdempotencyKey = $"{step.StepId}-{step.Attempt}",
        MayHaveRunBefore = step.MayHaveRunBefore,
        Resource = run.Run.Resource,
        CorrelationId = run.Run.CorrelationId,
        Actor = run.Run.Actor,
        OwnerId = run.Run.OwnerId,
        Inputs = run.Run.Inputs,
        Before = run.Steps,
    };

    /// <summary>Attempts to undo are not recorded one by one, so all of them carry one key.</summary>
    private static StepContext UndoContext(ActiveRun run, StepState state, int attempt) =>
        Context(run.Snapshot, state) with
        {
            Attempt = attempt,
            IdempotencyKey = $"{state.StepId}-undo",
            MayHaveRunBefore = run.IsResumed || attempt > 1,
        };
}
