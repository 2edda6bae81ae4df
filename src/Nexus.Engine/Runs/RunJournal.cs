using Microsoft.Extensions.Logging;
using Nexus.Contracts;
using Nexus.Engine.Artifacts;
using Nexus.Engine.Events;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Runs;

/// <summary>Records what happens to a run: one change, one commit, in order.</summary>
internal sealed partial class RunJournal(
    IEventIntake intake, RunScribe scribe, EngineEnvironment environment, ILogger<RunJournal> logger)
{
    private const int FinishAttempts = 5;
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <summary>Decides on the newest snapshot and commits; nothing when the run has ended meanwhile.</summary>
    /// <exception cref="NexusException">
    /// <c>ledger.conflict</c> or <c>run.too_many_waiting</c> from <paramref name="also"/>: nothing was recorded.
    /// </exception>
    public async Task RecordAsync(
        ActiveRun run, Action<RunChange> decide, LedgerBatch? also, CancellationToken cancellationToken)
    {
        await run.Gate.WaitAsync(CancellationToken.None);
        PreparedArtifact? log = null;
        var isRecorded = false;
        try
        {
            if (run.IsEnded)
                return;

            var change = new RunChange(run.Snapshot, scribe);
            decide(change);
            log = await LogAsync(run.Plan, change);
            var batch = also is null ? change.Batch() : change.Batch().With(also);
            batch = log is null ? batch : batch.With(log.Batch);
            if (batch is { Events.Count: 0, Changes.Count: 0 })
                return;
            if (change.Run.Phase is RunPhase.Ended && run.Plan.OnFinished is not null)
                await FinishAsync(run.Plan, change.After, batch, cancellationToken);
            else
                await CommitAsync(batch, cancellationToken, waitsForRoom: also is null);
            isRecorded = true;
            run.Snapshot = change.After;
            if (run.Snapshot.Run.Phase is RunPhase.Ended)
                environment.Recent.Note(run.Snapshot);
        }
        finally
        {
            log?.Settle(isRecorded);
            run.Gate.Release();
        }
    }

    /// <returns>The log of a run that ends by this, if it has one to keep.</returns>
    private async Task<PreparedArtifact?> LogAsync(Plan plan, RunChange change)
    {
        if (change.Run.Phase is not RunPhase.Ended || !plan.KeepsLog || !change.Steps.Any(step => step.HasLog)
            || environment.KeepLog is not { } keep || await keep(change) is not { } log)
        {
            return null;
        }

        change.Change(change.Run with { LogArtifactId = log.Artifact.ArtifactId });
        return log;
    }

    private async Task FinishAsync(
        Plan plan, RunSnapshot ended, LedgerBatch batch, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= FinishAttempts; attempt++)
        {
            try
            {
                var more = await AskAsync(plan, ended, cancellationToken);
                await CommitAsync(more is null ? batch : batch.With(more), cancellationToken);
                return;
            }
            catch (NexusException e) when (e.Error.Code is "ledger.conflict")
            {
                LogConflict(ended.Run.RunId, plan.Name, attempt, e);
            }
        }

        await CommitAsync(batch, cancellationToken);
    }

    /// <summary>A run must end, whatever its plan has to add.</summary>
    private async Task<LedgerBatch?> AskAsync(Plan plan, RunSnapshot ended, CancellationToken cancellationToken)
    {
        try
        {
            return plan.OnFinished is null ? null : await plan.OnFinished(RunRows.Outcome(ended), cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogFinishFailed(ended.Run.RunId, plan.Name, e);
            return null;
        }
    }

    /// <summary>
    /// What happened cannot be unsaid: it is recorded even while the server stops, and a full disk is waited out
    /// until it does.
    /// </summary>
    /// <param name="batch">What happened.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <param name="waitsForRoom">
    /// Whether it waits while too many runs wait. Runs that start others must not: none of them would ever end.
    /// </param>
    private async Task CommitAsync(
        LedgerBatch batch, CancellationToken cancellationToken, bool waitsForRoom = true)
    {
        for (var wait = FirstWait; ; wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
        {
            try
            {
                await intake.EmitAsync(batch, CancellationToken.None);
                return;
            }
            catch (NexusException e) when (e.Error.Code is "ledger.unavailable" or "ledger.locked"
                or "server.disk_full" || (waitsForRoom && e.Error.Code is "run.too_many_waiting"))
            {
                LogWaiting(wait, e);
                await Task.Delay(wait * Random.Shared.NextDouble(), scribe.Time.Clock, cancellationToken);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A run cannot be recorded; next attempt within {Wait}")]
    private partial void LogWaiting(TimeSpan wait, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "End of run {RunId} of {Plan}: conflict (attempt {Attempt})")]
    private partial void LogConflict(Guid runId, string plan, int attempt, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Plan {Plan} could not add to the end of run {RunId}")]
    private partial void LogFinishFailed(Guid runId, string plan, Exception exception);
}
