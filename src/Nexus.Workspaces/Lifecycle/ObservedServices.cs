using Nexus.Contracts;
using Nexus.Transport.Control;
using Nexus.Transport.Workspaced;
using Nexus.Workspaces.Nodes;

namespace Nexus.Workspaces.Lifecycle;

/// <summary>What can be said of a workspace's services now, and what keeps anybody from saying more.</summary>
public sealed class ObservedServices(Fleet fleet, TimeProvider clock)
{
    /// <summary>As it is reported now; null: its node is away, or has no such environment.</summary>
    public EnvironmentReport? ReportOf(Workspace workspace) =>
        workspace.Placement is { } placement ? fleet.ReportOf(placement.NodeId, workspace.Id) : null;

    /// <summary>Its node is connected and told of all it has.</summary>
    public bool IsKnown(Workspace workspace) => workspace.Placement is { } placement && fleet.Covers(placement);

    public bool IsAway(Workspace workspace) =>
        workspace is { HasEnvironment: true, Placement: { } placement } && !fleet.IsConnected(placement.NodeId);

    /// <returns>When its node was lost; null: it is there, or was never since the server started.</returns>
    public DateTimeOffset? LastHeardOf(Workspace workspace) =>
        workspace.Placement is { } placement ? fleet.LastHeardOf(placement.NodeId) : null;

    /// <returns>Why nobody can tell how it is; null when somebody can, or nothing of it is expected to run.</returns>
    public NexusError? TroubleOf(Workspace workspace)
    {
        if (workspace is not { HasEnvironment: true, Placement: { } placement, State: not WorkspaceState.Stopped })
            return null;
        if (IsAway(workspace))
            return NodeErrors.Unreachable(placement.NodeName);
        if (workspace.State is WorkspaceState.Pending or WorkspaceState.Creating)
            return null;
        return ReportOf(workspace) switch
        {
            { IsPaused: true, Reason: var reason } => WorkspaceErrors.Paused(
                workspace.Name, reason, goesOn: !Healing.IsSpent(workspace, clock.GetUtcNow())),
            { IsRunning: true, Services: null, Reason: var reason } =>
                WorkspaceErrors.NotAnswering(workspace.Name, reason),
            null when !fleet.Covers(placement) => WorkspaceErrors.NotAnswering(
                workspace.Name, $"'{placement.NodeName}' gets no answer from {placement.Provider}."),
            _ => null,
        };
    }

    /// <returns>What to record of what is seen now; null: it is recorded.</returns>
    public Change? SettledOf(Workspace workspace, DateTimeOffset at) =>
        Gaps.Settled(workspace, ReportOf(workspace), TroubleOf(workspace), at);

    /// <returns>Why it will not answer, as its node has told; null: it may, or nothing of it is expected to.</returns>
    public NexusError? SilenceOf(Workspace workspace) =>
        ReportOf(workspace) is { IsPaused: true } or { IsRunning: true, Services: null, Reason: not null }
            ? TroubleOf(workspace)
            : null;

    /// <returns>As they are, or were last seen when there is trouble; null: none runs, or nobody knows.</returns>
    internal Snapshot? SeenOf(Workspace workspace, NexusError? trouble) =>
        trouble is not null ? fleet.LastSeenOf(workspace.Id)
        : ReportOf(workspace) is { IsRunning: true, Services: { } now } ? now : null;

    /// <returns>Why a service is shown as it is.</returns>
    internal string? ReasonOf(Workspace workspace, ServiceSnapshot? seen, NexusError? trouble) => (seen, trouble) switch
    {
        (null, { } why) => why.Message,
        ({ Reason: null }, { } why) => $"It was last seen so. {why.Message}",
        ({ Reason: { } before }, { } why) => $"It was last seen so. {why.Message}\n{before}",
        ({ } now, null) => now.Reason,
        _ => workspace is { Desired: DesiredState.Up, HasEnvironment: true }
            && ReportOf(workspace) is { IsRunning: false, Reason: { } ended } ? ended : null,
    };
}
