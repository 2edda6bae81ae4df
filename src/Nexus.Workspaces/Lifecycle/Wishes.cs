using Nexus.Contracts;
using Nexus.Engine.Runs;
using Nexus.Platform.Ledger;

namespace Nexus.Workspaces.Lifecycle;

/// <summary>
/// What owners can want. A wish is the desired state and the event that starts the plan, in one commit.
/// </summary>
public sealed class Wishes(WorkspaceStore workspaces, IRuns runs, UpTimes upTimes, TimeProvider clock)
{
    public const string Up = "xyn.workspace.up.requested";
    public const string Rebuild = "xyn.workspace.rebuild.requested";
    public const string Restart = "xyn.workspace.restart.requested";
    public const string Down = "xyn.workspace.down.requested";
    public const string Remove = "xyn.workspace.rm.requested";

    /// <summary>Nothing happens when it is up, or already on its way.</summary>
    public Task<AcceptedView> UpAsync(string id, Cause cause, CancellationToken cancellationToken) =>
        WishAsync(id, ToUpAsync, cause, cancellationToken);

    /// <summary>Nothing happens while it is being rebuilt already.</summary>
    public Task<AcceptedView> RebuildAsync(string id, Cause cause, CancellationToken cancellationToken) =>
        WishAsync(id, ToRebuiltAsync, cause, cancellationToken);

    /// <param name="id">Of the workspace.</param>
    /// <param name="service">Null: all of them.</param>
    /// <param name="cause">Who wants it.</param>
    /// <param name="cancellationToken">Before it is recorded.</param>
    /// <exception cref="NexusException"><c>workspace.not_running</c>.</exception>
    public Task<AcceptedView> RestartAsync(
        string id, string? service, Cause cause, CancellationToken cancellationToken) => WishAsync(
            id, (workspace, _) => Task.FromResult<Change?>(ToRestarted(workspace, service)), cause, cancellationToken);

    public Task<AcceptedView> DownAsync(string id, Cause cause, CancellationToken cancellationToken) =>
        WishAsync(id, ToDownAsync, cause, cancellationToken);

    public Task<AcceptedView> RemoveAsync(
        string id, bool force, Cause cause, CancellationToken cancellationToken) => WishAsync(
            id, (workspace, token) => ToRemovedAsync(workspace, force, token), cause, cancellationToken);

    private async Task<AcceptedView> WishAsync(
        string id, Func<Workspace, CancellationToken, Task<Change?>> decide, Cause cause,
        CancellationToken cancellationToken)
    {
        var hasToBeDone = false;
        var stored = await workspaces.ChangeAsync(id, NotedAsync, cause, cancellationToken);
        return await AcceptedAsync(stored.Workspace, hasToBeDone, cancellationToken);

        async Task<Change?> NotedAsync(Workspace workspace, CancellationToken token)
        {
            var change = await decide(workspace, token);
            hasToBeDone = change is not null;
            return change;
        }
    }

    /// <param name="workspace">As it is.</param>
    /// <param name="hasRun">A run was begun for it, which may have ended.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    public async Task<AcceptedView> AcceptedAsync(
        Workspace workspace, bool hasRun, CancellationToken cancellationToken)
    {
        var run = await runs.RunOfAsync(workspace.Id, cancellationToken) ?? (hasRun ? workspace.RunId : null);
        return new()
        {
            WorkspaceId = workspace.Id,
            WorkspaceName = workspace.Name,
            Status = workspace.State,
            SshPort = workspace.SshPort,
            EstimatedTime = upTimes.Estimate,
            PollingUrl = $"/api/v1/workspaces/{workspace.Id}/status",
            RunId = run?.ToString(),
        };
    }

    private async Task<Change?> ToUpAsync(Workspace workspace, CancellationToken cancellationToken) =>
        workspace switch
        {
            { Desired: DesiredState.Removed } =>
                throw new NexusException(WorkspaceErrors.WrongState(workspace.Name, workspace.State, "bring up")),
            { Source.IsAwaited: true } =>
                throw new NexusException(WorkspaceErrors.NoUpload(workspace.Name)),
            { Desired: DesiredState.Up, State: WorkspaceState.Ready } => null,
            { Desired: DesiredState.Up } when await IsBusyAsync(workspace, cancellationToken) => null,
            _ => new(Wanted(workspace, DesiredState.Up, WorkspaceState.Pending), new Told(Up)),
        };

    private async Task<Change?> ToRebuiltAsync(Workspace workspace, CancellationToken cancellationToken) =>
        workspace switch
        {
            { Desired: DesiredState.Removed } =>
                throw new NexusException(WorkspaceErrors.WrongState(workspace.Name, workspace.State, "rebuild")),
            { Source.IsAwaited: true } =>
                throw new NexusException(WorkspaceErrors.NoUpload(workspace.Name)),
            { Desired: DesiredState.Up } when await IsRebuildingAsync(workspace, cancellationToken) => null,
            _ => new(
                Wanted(workspace, DesiredState.Up, WorkspaceState.Creating) with { Before = BeforeOf(workspace) },
                new Told(Rebuild)),
        };

    private static StateBefore? BeforeOf(Workspace workspace) =>
        workspace is { Desired: DesiredState.Up, State: WorkspaceState.Ready or WorkspaceState.Partial }
            ? new(workspace.State, workspace.ChangedAt, workspace.Error)
            : null;

    private static Change ToRestarted(Workspace workspace, string? service) =>
        workspace.Desired is DesiredState.Up
            && workspace.State is WorkspaceState.Running or WorkspaceState.Ready or WorkspaceState.Partial
            ? new(workspace, new Told(Restart, ("service", service)))
            : throw new NexusException(WorkspaceErrors.NotRunning(workspace.Name));

    private async Task<Change?> ToDownAsync(Workspace workspace, CancellationToken cancellationToken) =>
        workspace switch
        {
            { Desired: DesiredState.Removed } =>
                throw new NexusException(WorkspaceErrors.WrongState(workspace.Name, workspace.State, "take down")),
            { Desired: DesiredState.Down, State: WorkspaceState.Stopped } => null,
            { Desired: DesiredState.Down } when await IsBusyAsync(workspace, cancellationToken) => null,
            _ => new(Wanted(workspace, DesiredState.Down, WorkspaceState.Stopping), new Told(Down)),
        };

    private async Task<Change?> ToRemovedAsync(Workspace workspace, bool force, CancellationToken cancellationToken) =>
        workspace is { Desired: DesiredState.Removed }
            && workspace.IsRemovalForced == force && await IsBusyAsync(workspace, cancellationToken)
            ? null
            : new(
                Wanted(workspace, DesiredState.Removed, WorkspaceState.Removing) with
                {
                    IsRemovalForced = force,
                    Before = workspace.Desired is DesiredState.Removed ? workspace.Before : BeforeOf(workspace),
                },
                new Told(Remove, ("force", force)));

    private async Task<bool> IsBusyAsync(Workspace workspace, CancellationToken cancellationToken) =>
        await runs.RunOfAsync(workspace.Id, cancellationToken) is not null;

    private async Task<bool> IsRebuildingAsync(Workspace workspace, CancellationToken cancellationToken) =>
        await runs.RunOfAsync(workspace.Id, cancellationToken) is { } run
        && await runs.FindAsync(run, Scope.All, cancellationToken) is { Name: "rebuild", CompletedAt: null };

    private Workspace Wanted(Workspace workspace, DesiredState desired, WorkspaceState next) =>
        (workspace.State.CanBecome(next) ? workspace.To(next, clock.GetUtcNow()) : workspace with { Error = null })
            with
        { Desired = desired };
}
