using Nexus.Contracts;
using Nexus.Engine.Runs;
using Nexus.Transport;
using Nexus.Transport.Workspaced;
using Nexus.Workspaces.Gateway;
using Nexus.Workspaces.Lifecycle;
using Nexus.Workspaces.Nodes;
using Nexus.Workspaces.Workcells;

namespace Nexus.Workspaces.Actions;

/// <summary>Steps that do something inside a workspace: it counts as used meanwhile.</summary>
internal sealed class StepVisits(
    StepWorkspaces workspaces, Visits visits, Fleet fleet, Uses uses, TimeProvider clock)
{
    /// <summary>Finds it, and waits for its node if that was heard a moment ago.</summary>
    /// <exception cref="NexusException"><c>workspace.not_found</c>, or why nobody can get in.</exception>
    public async Task<T> DuringAsync<T>(
        ActionTarget target, StepContext step, Func<Workspace, Task<T>> visit, CancellationToken cancellationToken)
    {
        Correlation.Begin(step.CorrelationId);
        var workspace = await workspaces.FindAsync(target, cancellationToken);
        if (workspace.Placement is { } placement)
            await fleet.ForNodeAsync(placement, clock, cancellationToken);
        return await uses.DuringAsync(workspace, Cause.Of(step), () => visit(workspace));
    }

    /// <summary>A command in it.</summary>
    public Task<OpenedChannel> OpenAsync(
        Workspace workspace, ExecRequest request, CancellationToken cancellationToken) =>
        visits.OpenAsync(workspace, Verbs.Exec, request, TransportJson.Default.ExecRequest, cancellationToken);
}
