using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Runs;

/// <summary>Runs as other slices see them.</summary>
internal sealed class RunDesk(RunEngine engine, ILedger ledger) : IRuns
{
    public async Task<RunView> CancelAsync(Guid runId, string reason, CancellationToken cancellationToken)
    {
        if (engine.Book.Find(runId) is { } active)
        {
            await engine.CancelAsync(active, reason);
            if (!active.IsWithdrawn
                && active.Snapshot.Run is ({ Phase: not RunPhase.Ended } or { CancelReason: not null }) and var now)
            {
                return RunRows.View(now);
            }
        }

        var run = await ledger.RunAsync(runId, Scope.All, cancellationToken);
        return run.Status is RunStatus.Cancelled
            ? RunRows.View(run)
            : throw new NexusException(RunErrors.Finished(run));
    }

    public async Task<RunView> FindAsync(Guid runId, Scope scope, CancellationToken cancellationToken) =>
        RunRows.View(await ledger.RunAsync(runId, scope, cancellationToken));

    public bool IsBusy(string lane) => engine.Admission.IsBusy(lane);

    public async Task<Guid?> RunOfAsync(string lane, CancellationToken cancellationToken)
    {
        foreach (var run in engine.Admission.InLane(lane).Reverse())
        {
            if (engine.Admission.IsRecorded(run) || await IsRecordedSoonAsync(run, cancellationToken))
                return run.Id;
        }

        return null;
    }

    public async Task<RunOutcome> WaitAsync(Guid runId, CancellationToken cancellationToken)
    {
        if (engine.Book.Find(runId) is { } active)
            return await active.Ended.WaitAsync(cancellationToken);
        return RunRows.Outcome(await ledger.SnapshotAsync(runId, cancellationToken));
    }

    /// <summary>Whoever commits it holds its gate until then.</summary>
    private static async Task<bool> IsRecordedSoonAsync(ActiveRun run, CancellationToken cancellationToken)
    {
        await run.Gate.WaitAsync(cancellationToken);
        run.Gate.Release();
        return !run.IsWithdrawn;
    }
}
