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

    /// <summary>Services changed: ready becomes partial, or the other way round.</summary>
    Services,
}

/// <summary>Pure: compares one workspace with what its node reports. Asked only when no run works on it.</summary>
internal static class Gaps
{
    /// <param name="workspace">As stored.</param>
    /// <param name="isKnown">The node is connected and its inventory was compared.</param>
    /// <param name="report">Null when the node has no such environment.</param>
    public static Gap Of(Workspace workspace, bool isKnown, EnvironmentReport? report) =>
        workspace switch
        {
            { State: WorkspaceState.Error, Desired: DesiredState.Down } when isKnown && report is { IsRunning: true } =>
                Gap.Repeat,
            { State: WorkspaceState.Error } => Gap.None,
            { Desired: DesiredState.Removed } => Gap.Repeat,
            { Desired: DesiredState.Down, State: not WorkspaceState.Stopped } => Gap.Repeat,
            { Desired: DesiredState.Down } => isKnown && report is { IsRunning: true } ? Gap.Repeat : Gap.None,
            { State: not (WorkspaceState.Ready or WorkspaceState.Partial) } => Gap.Repeat,
            _ => isKnown ? OfUp(workspace, report) : Gap.None,
        };

    /// <summary>
    /// Its daemon was set up with a key that is not the owner's now. Whatever else goes on, it must hear of it.
    /// </summary>
    /// <param name="ownerKey">Fingerprint of the owner's key now; null when it was revoked.</param>
    public static bool HasOldKey(Workspace workspace, EnvironmentReport? report, string? ownerKey) =>
        report is { IsRunning: true, Services: not null } && workspace.HostPublicKey is not null
            && ownerKey != workspace.PubkeyFingerprint;

    private static Gap OfUp(Workspace workspace, EnvironmentReport? report) => report switch
    {
        null or { IsRunning: false } or { Services.IsStarted: false } => Gap.Lost,
        { Services: null } => Gap.None,
        { Services: { } seen } when BringUpServices.Settled(
            workspace, BringUpServices.Unhealthy(seen), DateTimeOffset.UnixEpoch) is not null => Gap.Services,
        _ => Gap.None,
    };
}
