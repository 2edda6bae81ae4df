using Nexus.Contracts;
using Nexus.Transport.Control;

namespace Nexus.Workspaces.Lifecycle;

/// <summary>What stands between the wish and what is observed.</summary>
internal enum Gap
{
    None,

    /// <summary>The wish was recorded and nothing works on it: it is emitted again.</summary>
    Repeat,

    /// <summary>The environment ended behind our back.</summary>
    Lost,

    /// <summary>
    /// Ready becomes partial, or the other way round: by the health of services, when nobody can tell it, and when
    /// others run than are configured. Which of those to follow is for a person to say, so it is told and no more.
    /// </summary>
    Services,

    /// <summary>It failed for want of its provider or node, which is back.</summary>
    Returned,

    /// <summary>It is shown that somebody holds the environment still; it shall not be so for long.</summary>
    Held,
}

/// <summary>Pure: compares one workspace with what its node reports. Asked only when no run works on it.</summary>
internal static class Gaps
{
    /// <param name="workspace">As stored.</param>
    /// <param name="isKnown">The node is connected and its inventory was compared.</param>
    /// <param name="report">Null when the node has no such environment.</param>
    /// <param name="trouble">Why nobody can tell how it is; null when somebody can.</param>
    /// <param name="isBack">Its provider is there, and nothing was tried for it since.</param>
    public static Gap Of(
        Workspace workspace, bool isKnown, EnvironmentReport? report, NexusError? trouble = null,
        bool isBack = false) =>
        workspace switch
        {
            { State: WorkspaceState.Error, Error.Code: "workspace.cancelled" } => Gap.None,
            { State: WorkspaceState.Error, Desired: DesiredState.Down } when isKnown && IsThere(report) => Gap.Repeat,
            { State: WorkspaceState.Error } => isKnown && isBack && IsForWantOfProvider(workspace)
                ? Gap.Returned
                : Gap.None,
            { Desired: DesiredState.Removed } => Gap.Repeat,
            { Desired: DesiredState.Down, State: not WorkspaceState.Stopped } => Gap.Repeat,
            { Desired: DesiredState.Down } => isKnown && IsThere(report) ? Gap.Repeat : Gap.None,
            { State: not (WorkspaceState.Ready or WorkspaceState.Partial or WorkspaceState.Running) } => Gap.Repeat,
            { State: WorkspaceState.Running, IsPostStartDue: true } => Gap.Repeat,
            _ when trouble is not null => OfTrouble(workspace, report, trouble),
            _ => isKnown ? OfUp(workspace, report) : Gap.None,
        };

    /// <summary>
    /// Its daemon was set up with a key that is not the owner's now. Whatever else goes on, it must hear of it.
    /// </summary>
    /// <param name="ownerKey">Fingerprint of the owner's key now; null when it was revoked.</param>
    public static bool HasOldKey(Workspace workspace, EnvironmentReport? report, string? ownerKey) =>
        report is { IsRunning: true, Services: not null } && workspace.HostPublicKey is not null
            && ownerKey != workspace.PubkeyFingerprint;

    /// <summary>What kept it from being up, or down, as is wanted is over once its provider answers.</summary>
    public static bool IsForWantOfProvider(Workspace workspace) => workspace is
    {
        State: WorkspaceState.Error,
        Desired: DesiredState.Up or DesiredState.Down,
        Error.Code: "docker.unreachable" or "provider.not_answering" or "workspace.not_started"
            or "workspace.not_stopped" or "node.unreachable",
    };

    /// <returns>What to record of what is seen; null: it is recorded.</returns>
    public static Change? Settled(
        Workspace workspace, EnvironmentReport? report, NexusError? trouble, DateTimeOffset at) =>
        (IsUp(workspace.State), trouble, report) switch
        {
            (false, _, _) => null,
            (_, { } why, _) => BringUpServices.Partial(workspace, why, at),
            (_, null, { Services: { } seen }) =>
                BringUpServices.Settled(workspace, ServiceFaults.Of(workspace, seen), at),
            _ => null,
        };

    /// <summary>Running without a run: a restart was cancelled, and its services go on.</summary>
    private static bool IsUp(WorkspaceState state) =>
        state is WorkspaceState.Ready or WorkspaceState.Partial or WorkspaceState.Running;

    private static bool IsThere(EnvironmentReport? report) => report is { IsRunning: true } or { IsPaused: true };

    /// <summary>A node that is away is waited for: what it has is not touched.</summary>
    private static Gap OfTrouble(Workspace workspace, EnvironmentReport? report, NexusError trouble) =>
        trouble.Code is "node.unreachable" ? Gap.None
        : Settled(workspace, report, trouble, DateTimeOffset.UnixEpoch) is not null ? Gap.Services
        : report is { IsPaused: true } ? Gap.Held
        : Gap.None;

    private static Gap OfUp(Workspace workspace, EnvironmentReport? report) => report switch
    {
        null or { IsRunning: false } or { Services.IsStarted: false } => Gap.Lost,
        _ when Settled(workspace, report, trouble: null, DateTimeOffset.UnixEpoch) is not null => Gap.Services,
        _ => Gap.None,
    };
}
