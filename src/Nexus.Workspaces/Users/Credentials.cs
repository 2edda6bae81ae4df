using Nexus.Platform.Ledger;
using Nexus.Workspaces.Nodes;

namespace Nexus.Workspaces.Users;

/// <summary>What a token or an invitation opens. Looked up for each request, so that an end is one at once.</summary>
public sealed class Credentials(ILedger ledger, TimeProvider clock)
{
    public const string TokenPrefix = "nxu";
    public const string InvitationPrefix = "nxi";

    /// <returns>Whose token it is; null: nobody's.</returns>
    public async Task<string?> UserOfAsync(string token, CancellationToken cancellationToken)
    {
        var hash = Credential.Hash(token);
        return await ledger.FindAsync(UserRows.Token, hash, cancellationToken) is { } row
            && Credential.IsSame(row.Id, hash)
            ? UserRows.ReadToken(row).UserId
            : null;
    }

    public async Task<bool> IsInvitationAsync(string invitation, CancellationToken cancellationToken) =>
        await InvitationRowAsync(invitation, cancellationToken) is not null;

    /// <returns>Null: unknown, withdrawn or expired.</returns>
    internal async Task<StateRow?> InvitationRowAsync(string invitation, CancellationToken cancellationToken)
    {
        var hash = Credential.Hash(invitation);
        return await ledger.FindAsync(UserRows.Invitation, hash, cancellationToken) is { } row
            && Credential.IsSame(row.Id, hash) && UserRows.ReadInvitation(row).ExpiresAt > clock.GetUtcNow()
            ? row
            : null;
    }
}
