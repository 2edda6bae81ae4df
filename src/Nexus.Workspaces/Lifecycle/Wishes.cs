using Nexus.Contracts;
using Nexus.Engine.Runs;

namespace Nexus.Workspaces.Lifecycle;

/// <summary>
/// What owners can want. A wish is the desired state and the event that starts the plan, in one commit.
/// </summary>
public sealed class Wishes(WorkspaceStore workspaces, IRuns runs, UpTimes upTimes, TimeProvider clock)
{
    public const string Up = "xyn.workspace.up.requested";
    public const string Down = "xyn.workspace.down.requested";
    public const string Remove = "xyn.workspace.rm.requested";

    /// <summary>Nothing happens when it is up, or already on its way.</summary>
    public async Task<AcceptedView> UpAsync(string id, Cause cause, CancellationToken cancellationToken)
    {
        var stored = await workspaces.ChangeAsync(id, ToUp, cause, cancellationToken);
        return Accepted(stored.Workspace);
    }

    public async Task<AcceptedView> DownAsync(string id, Cause cause, CancellationToken cancellationToken)
    {
        var stored = await workspaces.ChangeAsync(id, ToDown, cause, cancellationToken);
        return Accepted(stored.Workspace);
    }

    public async Task<AcceptedView> RemoveAsync(
        string id, bool force, Cause cause, CancellationToken cancellationToken)
    {
        var stored = await workspaces.ChangeAsync(id, w => ToRemoved(w, force), cause, cancellationToken);
        return Accepted(stored.Workspace);
    }

    public AcceptedView Accepted(Workspace workspace) => new()
    {
        WorkspaceId = workspace.Id,
        Status = workspace.State,
        SshPort = workspace.SshPort,
        EstimatedTime = upTimes.Estimate,
        PollingUrl = $"/api/v1/workspaces/{workspace.Id}/status",
        RunId = (runs.RunOf(workspace.Id) ?? workspace.RunId)?.ToString(),
    };

    private Change? ToUp(Workspace workspace) => workspace switch
    {
        { Desired: DesiredState.Removed } =>
            throw new NexusException(WorkspaceErrors.WrongState(workspace.Name, workspace.State, "bring up")),
        { Source: { Type: "local", HasUpload: false } } =>
            throw new NexusException(WorkspaceErrors.NoUpload(workspace.Name)),
        { Desired: DesiredState.Up, State: WorkspaceState.Ready } => null,
        { Desired: DesiredState.Up } when runs.IsBusy(workspace.Id) => null,
        _ => new(Wanted(workspace, DesiredState.Up, WorkspaceState.Pending), new Told(Up)),
    };

    private Change? ToDown(Workspace workspace) => workspace switch
    {
        { Desired: DesiredState.Removed } =>
            throw new NexusException(WorkspaceErrors.WrongState(workspace.Name, workspace.State, "take down")),
        { Desired: DesiredState.Down, State: WorkspaceState.Stopped } => null,
        { Desired: DesiredState.Down } when runs.IsBusy(workspace.Id) => null,
        _ => new(Wanted(workspace, DesiredState.Down, WorkspaceState.Stopping), new Told(Down)),
    };

    private Change? ToRemoved(Workspace workspace, bool force) =>
        workspace is { Desired: DesiredState.Removed }
            && workspace.IsRemovalForced == force && runs.IsBusy(workspace.Id)
            ? null
            : new(Wanted(workspace, DesiredState.Removed, WorkspaceState.Removing) with { IsRemovalForced = force },
                new Told(Remove, ("force", force)));

    private Workspace Wanted(Workspace workspace, DesiredState desired, WorkspaceState next) =>
        (workspace.State.CanBecome(next) ? workspace.To(next, clock.GetUtcNow()) : workspace with { Error = null })
            with
        { Desired = desired };
}
