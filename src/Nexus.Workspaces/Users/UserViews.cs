using Nexus.Contracts;
using Nexus.Workspaces.Lifecycle;

namespace Nexus.Workspaces.Users;

/// <summary>A user as callers see it.</summary>
internal sealed class UserViews(WorkspaceStore workspaces, LocalOwner owner)
{
    /// <param name="user">Whom.</param>
    /// <param name="token">Only where it was just made.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    public async Task<UserView> OfAsync(User user, string? token, CancellationToken cancellationToken) => new()
    {
        UserId = user.Id,
        GithubUsername = user.Handle,
        GithubId = user.GithubId,
        SshPubkey = user.SshPubkey,
        SshPubkeyFingerprint = user.SshPubkeyFingerprint,
        Status = user.Status,
        IsAdmin = user.Id == owner.UserId,
        RegisteredAt = user.RegisteredAt,
        Workspaces =
            [.. (await workspaces.ListOfAsync(user.Id, cancellationToken)).Select(stored => stored.Workspace.Id)],
        ApiToken = token,
    };
}
