using System.Security.Claims;
using Microsoft.Extensions.Options;
using Nexus.Contracts;
using Nexus.Workspaces;
using Nexus.Workspaces.Nodes;
using Nexus.Workspaces.Users;

namespace Nexus.Server.Access;

/// <summary>Who someone with a token is. Prefixes say where to look, so that one wrong token costs one look.</summary>
internal sealed class Principals(
    IOptions<AccessOptions> access, NodeCredentials nodes, NodeStore joining, UserStore users,
    Credentials credentials, LocalOwner owner)
{
    private readonly string _admin = Credential.Hash(access.Value.Token);
    private readonly string _metrics = access.Value.MetricsToken is { Length: > 0 } token ? Credential.Hash(token) : "";

    /// <param name="token">What was sent.</param>
    /// <param name="entering">Told whose token it is before it is known whether they may still come in.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    /// <returns>Null: nobody.</returns>
    public async Task<Claim[]?> ClaimsOfAsync(
        string token, Action<string> entering, CancellationToken cancellationToken)
    {
        switch (token.Split('_', 2)[0])
        {
            case Credentials.TokenPrefix:
                return await UserAsync(token, entering, cancellationToken);
            case Credentials.InvitationPrefix:
                return await credentials.IsInvitationAsync(token, cancellationToken)
                    ? [new(ClaimTypes.Role, UserAccess.Invited), new(UserAccess.InvitationClaim, token)]
                    : null;
            case "nxn":
                return await nodes.NodeOfAsync(token, cancellationToken) is { } node
                    ? [new(ClaimTypes.Role, NodeAccess.Node), new(NodeAccess.NodeIdClaim, node.Id)]
                    : null;
            case "nxj":
                return await joining.IsJoinTokenAsync(token, cancellationToken)
                    ? [new(ClaimTypes.Role, NodeAccess.Join), new(NodeAccess.JoinTokenClaim, token)]
                    : null;
            default:
                return FromConfig(Credential.Hash(token));
        }
    }

    private Claim[]? FromConfig(string hash) =>
        Credential.IsSame(hash, _admin)
            ?
            [
                new(ClaimTypes.Role, Caller.AdminRole), new(Caller.UserIdClaim, owner.UserId),
                new(Caller.HandleClaim, owner.Handle),
            ]
        : Credential.IsSame(hash, _metrics) ? [new(ClaimTypes.Role, AccessOptions.MetricsRole)]
        : null;

    private async Task<Claim[]?> UserAsync(
        string token, Action<string> entering, CancellationToken cancellationToken)
    {
        if (await credentials.UserOfAsync(token, cancellationToken) is not { } userId)
            return null;
        entering(userId);
        return await users.FindAsync(userId, cancellationToken) is { Status: UserStatus.Active } user
            ?
            [
                new(Caller.UserIdClaim, userId), new(Caller.HandleClaim, user.Handle),
                new(UserAccess.TokenClaim, Credential.Hash(token)),
            ]
            : null;
    }
}
