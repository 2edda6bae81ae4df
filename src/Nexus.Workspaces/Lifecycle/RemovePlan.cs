using Nexus.Contracts;
using Nexus.Engine.Runs;
using Nexus.Platform.Ledger;
using Nexus.Transport;
using Nexus.Transport.Control;
using Nexus.Workspaces.Gateway;
using Nexus.Workspaces.Nodes;
using Nexus.Workspaces.Workcells;

namespace Nexus.Workspaces.Lifecycle;

/// <summary>The built-in plan behind <c>rm</c>: looks for work that would be lost, then leaves nothing.</summary>
internal sealed class RemovePlan(
    WorkspaceStore workspaces, Fleet fleet, EnvironmentCalls calls, Visits visits, TakeDownPlan takeDown,
    HomeFiles files, Turns turns, WorkspaceSteps steps, ServerEpoch epoch, TimeProvider clock)
{
    /// <summary>Of the whole from the wish on; then an explained error, which another wish repeats.</summary>
    private static readonly TimeSpan Within = TimeSpan.FromMinutes(4);

    /// <summary>Of it, what each of the two steps that ask the node gets, and what an attempt gets at least.</summary>
    private static readonly TimeSpan StepWithin = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Reserve = TimeSpan.FromSeconds(15);

    /// <summary>What looking for work may take, and what it may while somebody waits for the answer.</summary>
    private static readonly TimeSpan LookWithin = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(15);

    /// <summary>After a restart of the server its nodes dial in again within moments.</summary>
    private static readonly TimeSpan ReturnWithin = TimeSpan.FromSeconds(10);

    public Plan Plan => new(
        "remove",
        steps.Of("check", StepWithin + Reserve, InTime(CheckAsync)),
        steps.Of("environment", StepWithin + Reserve, InTime(DestroyAsync)),
        steps.Of("forget", TimeSpan.FromSeconds(30), ForgetAsync))
    {
        OnFinished = FinishAsync,
    };

    /// <summary>While its owner waits for an answer.</summary>
    /// <exception cref="NexusException">
    /// <c>workspace.unsaved_work</c>; <c>environment.not_answering</c>, <c>environment.paused</c>: nobody can look.
    /// </exception>
    public async Task RefuseAtOnceAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        try
        {
            await visits.AskAsync(
                workspace, token => RefuseUnsavedAsync(workspace, AnswerWithin, token), cancellationToken);
        }
        catch (NexusException e) when (e.Error.Code is "environment.not_answering" or "environment.paused")
        {
            throw new NexusException(WorkspaceErrors.NotLookedInto(workspace.Name, e.Error), e);
        }
    }

    private async Task RefuseUnsavedAsync(Workspace workspace, TimeSpan within, CancellationToken cancellationToken)
    {
        var work = await calls.UnsavedAsync(workspace, within, cancellationToken);
        if (!work.IsNothing)
            throw new NexusException(WorkspaceErrors.UnsavedWork(workspace.Name, work));
    }

    /// <summary>What has not answered by then is not asked again and again.</summary>
    private Func<Workspace, StepContext, CancellationToken, Task> InTime(
        Func<Workspace, StepContext, CancellationToken, Task> act) =>
        async (workspace, step, cancellationToken) =>
        {
            using var patience = new CancellationTokenSource(Left(workspace), clock);
            using var bounds = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
            try
            {
                await act(workspace, step, bounds.Token);
            }
            catch (Exception e) when (workspace.Placement is not null && (NodeErrors.IsSilence(e)
                || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)))
            {
                throw new NexusException(WorkspaceErrors.NotRemoved(workspace, workspace.Placement), e);
            }
        };

    /// <summary>Counted from the wish, also when the server was started again meanwhile.</summary>
    private TimeSpan Left(Workspace workspace)
    {
        var left = Within - (clock.GetUtcNow() - workspace.ChangedAt);
        return left < Reserve ? Reserve : left < StepWithin ? left : StepWithin;
    }

    /// <summary>
    /// A stopped workspace is started without its services, looked into, and stopped again if it must stay and was not
    /// wanted up.
    /// </summary>
    private async Task CheckAsync(Workspace workspace, StepContext step, CancellationToken cancellationToken)
    {
        await workspaces.ChangeAsync(
            workspace.Id, w => new(w with { RunId = step.RunId }, new Told("xyn.workspace.removing")), Cause.Of(step),
            cancellationToken);
        if (workspace.IsRemovalForced || workspace is not { HasEnvironment: true, Placement: { } placement })
            return;

        await fleet.ForNodeAsync(placement, clock, cancellationToken);
        if (!fleet.Covers(placement))
            throw new NexusException(NodeErrors.NoProvider(placement.Provider, "It did not answer its node."));
        if (fleet.ReportOf(placement.NodeId, workspace.Id) is not { } report)
            return;
        if (report.IsRunning)
        {
            await RefuseUnsavedAsync(workspace, LookWithin, cancellationToken);
            return;
        }

        var command = placement.Command(
            ControlVerbs.Ensure, step.IdempotencyKey, epoch.Value, TimeSpan.FromMinutes(1));
        await fleet.AskAsync(
            command, workspace.Ensure(placement), TransportJson.Default.EnsureRequest, cancellationToken);
        try
        {
            await RefuseUnsavedAsync(workspace, LookWithin, cancellationToken);
        }
        catch (NexusException e) when (workspace.Before is null)
        {
            await fleet.AskAsync(
                command with { Verb = ControlVerbs.Stop, Id = $"{command.Id}-stop" },
                new(workspace.Id, placement.Provider, GraceMs: 5000),
                TransportJson.Default.StopEnvironmentRequest, cancellationToken);
            fleet.Ended(placement.NodeId, workspace.Id);
            throw new NexusException(WorkspaceErrors.StoppedAgain(workspace.Name, e.Error), e);
        }
    }

    /// <summary>Forced and away: the node is told at its next inventory that nobody claims what it has.</summary>
    private async Task DestroyAsync(Workspace workspace, StepContext step, CancellationToken cancellationToken)
    {
        await workspaces.ChangeAsync(
            workspace.Id, w => w.Before is null ? null : new(w with { Before = null }), Cause.Of(step),
            cancellationToken);
        if (workspace is not { HasEnvironment: true, Placement: { } placement })
            return;

        bool IsThere() => fleet.IsCompared(placement.NodeId);
        if (workspace.IsRemovalForced && !await fleet.ForAsync(IsThere, ReturnWithin, clock, cancellationToken))
            return;
        await fleet.ForNodeAsync(placement, clock, cancellationToken);
        await fleet.AskAsync(
            placement.Command(ControlVerbs.Destroy, step.IdempotencyKey, epoch.Value, StepWithin),
            new(workspace.Id, placement.Provider), TransportJson.Default.EnvironmentRequest, cancellationToken);
        fleet.Forget(placement.NodeId, workspace.Id);
    }

    private async Task ForgetAsync(Workspace workspace, StepContext step, CancellationToken cancellationToken)
    {
        await takeDown.ReleasePortsAsync(workspace, Cause.Of(step), cancellationToken);
        files.Forget(workspace.Id);
        await workspaces.ChangeAsync(
            workspace.Id, w => new(w, [.. Gone(w)]) { IsRemoved = true }, Cause.Of(step), cancellationToken);
        turns.Leave(workspace.Id);
    }

    private static IEnumerable<Told> Gone(Workspace workspace)
    {
        yield return new("xyn.workspace.removed");
        if (workspace.Lifespan is { Purpose: { } purpose })
            yield return new("xyn.cicd.workcell.destroyed", ("purpose", purpose), ("run_id", workspace.Maker?.RunId));
    }

    private async Task<LedgerBatch?> FinishAsync(RunOutcome outcome, CancellationToken cancellationToken)
    {
        if (outcome.Status is RunStatus.Completed || outcome.IsSuperseded
            || await workspaces.FindAsync(outcome.Resource.Id, cancellationToken) is not { } stored
            || stored.Workspace.Desired is not DesiredState.Removed)
        {
            return null;
        }

        // Nobody wants it removed behind their back later: the wish ends with the run.
        var cause = Cause.System(outcome.CorrelationId) with { RunId = outcome.RunId };
        var workspace = stored.Workspace with { IsRemovalForced = false };
        if (outcome.Status is RunStatus.Failed && workspace.Before is { } before)
            return workspaces.Batch(stored, Back(workspace with { Desired = DesiredState.Up }, before), cause);
        var error = outcome.Error ?? WorkspaceErrors.Cancelled(workspace.Name, outcome.CancelReason);
        var failed = workspace.Failed(error, clock.GetUtcNow()) with { Desired = DesiredState.Down, Before = null };
        return workspaces.Batch(stored, new(failed, new Told("xyn.workspace.failed") { Error = error }), cause);
    }

    /// <summary>Nothing of it ended: it stays up, and the run says why.</summary>
    private static Change Back(Workspace workspace, StateBefore before) => new(
        workspace.Back(before),
        before.State is WorkspaceState.Ready
            ? new Told("xyn.workspace.ready")
            : new Told("xyn.workspace.partial") { Error = before.Error });
}
