using System.Text.Json;
using Microsoft.Extensions.Logging;
using Nexus.Contracts;
using Nexus.Platform.Tracing;

namespace Nexus.Engine.Runs;

/// <summary>Executes one run from where the ledger has it to its end, or until the server stops.</summary>
internal sealed partial class RunExecution(
    RunJournal journal, Func<ActiveRun, Task<bool>> park, RunTime time, EngineOptions options,
    ILogger<RunExecution> logger)
{
    private readonly Attempt _attempt = new(time.Clock, options, logger);

    /// <returns>True when it is parked: it has no slot, and goes on when something was decided.</returns>
    /// <exception cref="OperationCanceledException">The server stops; the run goes on at its next start.</exception>
    public async Task<bool> RunAsync(ActiveRun run, CancellationToken stopping)
    {
        if (run.Plan.Steps.Count == 0)
        {
            var unknown = RunErrors.PlanChanged(run.Plan.Name);
            await RecordAsync(run, change => RunMachine.Abandoned(change, unknown), stopping);
            return false;
        }

        await RecordAsync(run, change => RunMachine.Start(change, run.Plan), stopping);
        if (run.TakeInterrupted() is { Count: > 0 } interrupted)
            await RecordAsync(run, change => RunMachine.Repeat(change, interrupted), stopping);
        while (!run.IsEnded)
        {
            if (run.Snapshot.Run.Phase is RunPhase.Compensating)
                await UndoAsync(run, stopping);
            else if (await GoAsync(run, stopping))
                return true;
        }

        return false;
    }

    /// <summary>The steps of its plan, or those for its failure; what ended the former ends not the latter.</summary>
    /// <returns>See <see cref="BranchAsync"/>.</returns>
    private async Task<bool> GoAsync(ActiveRun run, CancellationToken stopping)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(run.CancelToken, stopping);
        if (!run.Plan.IsSequence)
            return await BranchAsync(run, cancel, stopping);
        await FollowAsync(run, cancel, stopping);
        return false;
    }

    private async Task FollowAsync(ActiveRun run, CancellationTokenSource cancel, CancellationToken stopping)
    {
        while (run is { IsEnded: false, Snapshot: { Run.Phase: not RunPhase.Compensating, Current: { } step } })
            await StepAsync(run, step, cancel, stopping);
    }

    /// <summary>Several steps at a time, each as soon as what it needs has ended.</summary>
    /// <returns>True when all that is left waits for a decision: the run gives its slot away until then.</returns>
    private async Task<bool> BranchAsync(ActiveRun run, CancellationTokenSource cancel, CancellationToken stopping)
    {
        var working = new Dictionary<Guid, Task>();
        var isOfFailure = run.Snapshot.Run.Phase is RunPhase.Failing;
        while (run is { IsEnded: false, Snapshot: var now } && !IsOver(now.Run.Phase))
        {
            foreach (var step in now.Executable.Where(step => !working.ContainsKey(step.StepId)))
                working[step.StepId] = StepAsync(run, step, cancel, stopping);
            if (working.Count == 0)
            {
                if (await park(run))
                    return true;
                continue;
            }

            await Task.WhenAny(working.Values);
            foreach (var (id, task) in working.Where(pair => pair.Value.IsCompleted).ToList())
            {
                working.Remove(id);
                await EndAsync(task, working.Values, cancel);
            }
        }

        await Task.WhenAll(working.Values);
        return false;

        bool IsOver(RunPhase phase) =>
            phase is RunPhase.Compensating || (phase is RunPhase.Failing && !isOfFailure);
    }

    /// <summary>One that broke the engine's expectations ends the others before it breaks the run.</summary>
    private static async Task EndAsync(Task task, IEnumerable<Task> others, CancellationTokenSource cancel)
    {
        if (!task.IsCompletedSuccessfully)
        {
            await cancel.CancelAsync();
            await Task.WhenAll(others).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await task;
    }

    /// <param name="cancel">When the run is to end, or the server stops.</param>
    private async Task StepAsync(
        ActiveRun run, StepState state, CancellationTokenSource cancel, CancellationToken stopping)
    {
        stopping.ThrowIfCancellationRequested();
        if (run.Plan.Find(state.Name) is not { } step)
        {
            var unknown = RunErrors.PlanChanged(run.Plan.Name, state.Name);
            await RecordAsync(run, change => RunMachine.StepFailed(change, run.Plan, state, unknown), stopping);
            return;
        }

        var end = run.Snapshot.Run.IsGoing ? RunLimits.End(run.Snapshot.Run, run.Plan) : null;
        if (!await IsDueAsync(run, state, end, cancel.Token))
        {
            stopping.ThrowIfCancellationRequested();
            await RecordAsync(run, change => RunMachine.StepSkipped(change, run.Plan, state), stopping);
            return;
        }

        using var span = RunSpans.Begin(run, state);
        var context = StepContexts.OfAttempt(run.Snapshot, state);
        var (error, output) = await _attempt.RunAsync(
            run, step.For(context), end - time.Steady, token => step.RunAsync(context, token), cancel.Token);
        if (error is null)
            error = await CompleteAsync(run, state, output, context, stopping);
        else
            context.Settle?.Invoke(false);
        span.End(error);
        if (error is not null)
            await FailAsync(run, step, state, context, error, stopping);
        if (run.Snapshot.Run.Phase is RunPhase.Cancelling)
            await cancel.CancelAsync(); // What else executes ends with it.
    }

    /// <returns>False when the run is cancelled first.</returns>
    private async Task<bool> IsDueAsync(
        ActiveRun run, StepState state, DateTimeOffset? end, CancellationToken cancellationToken)
    {
        if (run.Snapshot.Run.Phase is RunPhase.Cancelling)
            return false;
        if (state.Phase is not StepPhase.Retrying)
            return true;

        try
        {
            // The clock may have been set back since it was decided.
            var left = (state.DueAt ?? time.Now) - time.Now;
            var longest = run.Plan.Find(state.Name)?.Retry.MaxDelay ?? TimeSpan.Zero;
            left = left > longest ? longest : left;
            left = end - time.Steady is { } rest && rest < left ? rest : left;
            await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, time.Clock, cancellationToken);
            if (end is null || time.Steady < end)
                await RecordAsync(run, change => RunMachine.AttemptBegins(change, state), cancellationToken);
            return run.Snapshot.Run.IsGoing;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <returns>Null when it is recorded; else why it cannot be, or why its commit was refused.</returns>
    private async Task<NexusError?> CompleteAsync(
        ActiveRun run, StepState state, JsonElement? output, StepContext made, CancellationToken stopping)
    {
        var (also, isRecorded) = (made.AlsoCommit, false);
        try
        {
            await journal.RecordAsync(run, Decide, also, stopping);
            return null;
        }
        catch (NexusException e) when (also is not null || e.Error.Code is RunErrors.LimitReached)
        {
            isRecorded = false;
            return e.Error;
        }
        finally
        {
            made.Settle?.Invoke(isRecorded);
        }

        void Decide(RunChange change)
        {
            RunLimits.CheckOutputs(change, run.Plan, state, output);
            RunMachine.StepCompleted(change, run.Plan, state, output, made.Notes);
            isRecorded = true; // Unless its commit is refused.
        }
    }

    private Task RecordAsync(ActiveRun run, Action<RunChange> decide, CancellationToken cancellationToken) =>
        journal.RecordAsync(run, decide, also: null, cancellationToken);
}
