using System.Text.Json;
using Microsoft.Extensions.Logging;
using Nexus.Contracts;
using Nexus.Engine.Runs;
using Nexus.Platform.Ledger;
using Nexus.Transport;
using Nexus.Transport.Control;
using Nexus.Workspaces.Gateway;
using Nexus.Workspaces.Nodes;
using Nexus.Workspaces.Ports;

namespace Nexus.Workspaces.Lifecycle;

/// <summary>The built-in plan behind <c>down</c>: services, then the environment, then the ports.</summary>
internal sealed partial class TakeDownPlan(
    WorkspaceStore workspaces, Fleet fleet, EndServices end, PortLeases leases, Doors doors,
    WorkspaceSteps steps, ServerEpoch epoch, TimeProvider clock, ILogger<TakeDownPlan> logger)
{
    /// <summary>Of the whole from the first step on; then by force, then an explained error.</summary>
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(60);

    /// <summary>Of it, what the services leave to the environment, and what the last attempt gets.</summary>
    private static readonly TimeSpan Reserve = TimeSpan.FromSeconds(15);

    public Plan Plan => new(
        "take-down",
        steps.WithOutput("services", Within, StopServicesAsync),
        steps.Of("environment", Within + (2 * Reserve), StopEnvironmentAsync),
        steps.Of("ports", TimeSpan.FromSeconds(30), ReleaseAsync))
    {
        OnFinished = FinishAsync,
    };

    /// <summary>
    /// Closes the doors and gives every port back. Before SSH was ever set up inside, none of them led anywhere, and
    /// those of services not before they were started.
    /// </summary>
    public async Task ReleasePortsAsync(Workspace workspace, Cause cause, CancellationToken cancellationToken)
    {
        var held = await leases.HeldAsync(cancellationToken);
        await doors.CloseAsync(held.Where(lease => lease.WorkspaceId == workspace.Id));
        bool LedNowhere(Lease lease) =>
            workspace.HostPublicKey is null || (workspace.HasNeverServed && lease.Service is not null);
        await leases.ReleaseUnusedAsync(workspace.Id, LedNowhere, cause, cancellationToken);
        await leases.ReleaseAsync(workspace.Id, _ => true, cause, cancellationToken);
    }

    private async Task<JsonElement?> StopServicesAsync(
        Workspace workspace, StepContext step, CancellationToken cancellationToken)
    {
        // What was stopped and runs all the same was started behind our back.
        await workspaces.ChangeAsync(
            workspace.Id,
            w => w.State is WorkspaceState.Stopped
                ? new(w with { RunId = step.RunId })
                : new(w.To(WorkspaceState.Stopping, clock.GetUtcNow()) with { RunId = step.RunId },
                    new Told("xyn.workspace.stopping")),
            Cause.Of(step), cancellationToken);
        return await end.RunAsync(workspace, Within - Reserve, cancellationToken);
    }

    private async Task StopEnvironmentAsync(Workspace workspace, StepContext step, CancellationToken cancellationToken)
    {
        if (workspace is not { HasEnvironment: true, Placement: { } placement })
            return;

        var started = clock.GetTimestamp();
        var left = Left(workspace);
        await fleet.ForNodeAsync(placement, left, clock, cancellationToken);
        left -= clock.GetElapsedTime(started);
        var command = placement.Command(
            ControlVerbs.Stop, step.IdempotencyKey, epoch.Value, left > Reserve ? left : Reserve);
        try
        {
            await StopAsync(workspace, placement, command, EndServices.Grace, cancellationToken);
        }
        catch (NexusException e) when (NodeErrors.IsSilence(e))
        {
            LogByForce(workspace.Id);
            await ForceAsync(workspace, placement, command, cancellationToken);
        }
    }

    private async Task ForceAsync(
        Workspace workspace, Placement placement, NodeCommand command, CancellationToken cancellationToken)
    {
        try
        {
            await StopAsync(
                workspace, placement, command with { Id = $"{command.Id}-force", Deadline = Reserve }, TimeSpan.Zero,
                cancellationToken);
        }
        catch (NexusException e) when (NodeErrors.IsSilence(e))
        {
            throw new NexusException(WorkspaceErrors.NotStopped(workspace.Name, placement), e);
        }
    }

    private async Task StopAsync(
        Workspace workspace, Placement placement, NodeCommand command, TimeSpan grace,
        CancellationToken cancellationToken)
    {
        var request = new StopEnvironmentRequest(workspace.Id, placement.Provider, (int)grace.TotalMilliseconds);
        await fleet.AskAsync(command, request, TransportJson.Default.StopEnvironmentRequest, cancellationToken);
        fleet.Ended(placement.NodeId, workspace.Id);
    }

    /// <summary>
    /// Counted from the first step, also when the server was started again, or its clock set, meanwhile.
    /// </summary>
    private TimeSpan Left(Workspace workspace)
    {
        var left = Within - (clock.GetUtcNow() - workspace.ChangedAt);
        return left > Within ? Within : left > Reserve ? left : Reserve;
    }

    private async Task ReleaseAsync(Workspace workspace, StepContext step, CancellationToken cancellationToken)
    {
        await ReleasePortsAsync(workspace, Cause.Of(step), cancellationToken);
        await workspaces.ChangeAsync(
            workspace.Id,
            w => new(w.To(WorkspaceState.Stopped, clock.GetUtcNow()) with { SshPort = null },
                new Told("xyn.workspace.stopped")),
            Cause.Of(step), cancellationToken);
    }

    /// <summary>
    /// What was cancelled by its owner stays as it is, explained, until its owner says where it shall go.
    /// </summary>
    private async Task<LedgerBatch?> FinishAsync(RunOutcome outcome, CancellationToken cancellationToken)
    {
        if (outcome.Status is RunStatus.Completed || outcome.IsSuperseded
            || await workspaces.FindAsync(outcome.Resource.Id, cancellationToken) is not { } stored
            || stored.Workspace is not { Desired: DesiredState.Down, State: not WorkspaceState.Stopped })
        {
            return null;
        }

        var error = outcome.Error ?? WorkspaceErrors.Cancelled(stored.Workspace.Name, outcome.CancelReason);
        return workspaces.Batch(
            stored,
            new(stored.Workspace.Failed(error, clock.GetUtcNow()), new Told("xyn.workspace.failed") { Error = error }),
            Cause.System(outcome.CorrelationId) with { RunId = outcome.RunId });
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Workspace} did not stop in time: it is ended by force")]
    private partial void LogByForce(string workspace);
}
