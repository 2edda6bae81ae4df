using Nexus.Contracts;
using Nexus.Engine.Events;
using Nexus.Platform.Ledger;
using Nexus.Workspaces.Gateway;
using Nexus.Workspaces.Idempotency;

namespace Nexus.Workspaces.Users;

/// <summary>
/// Ends a user's tokens, key, invitation, open streams and logins, and what begins by itself in their name. What they
/// own stays for an administrator.
/// </summary>
internal sealed class Expulsion(
    ILedger ledger, IEventIntake intake, LocalOwner owner, RevokedUsers revoked, LiveRequests live, Doors doors,
    TimeProvider clock)
{
    private const int Attempts = 8;
    private const int MostTokens = 500;

    /// <exception cref="NexusException"><c>user.last_admin</c>.</exception>
    public async Task<User> RevokeAsync(User user, Cause cause, CancellationToken cancellationToken)
    {
        if (user.Id == owner.UserId)
            throw new NexusException(UserErrors.LastAdmin(user.Handle));
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var ended = await TryAsync(user, cause, cancellationToken);
                revoked.Note(ended);
                live.End(user.Id);
                await doors.CutAsync(user.Id);
                return ended;
            }
            catch (NexusException e) when (e.Error.Code is "ledger.conflict" && attempt < Attempts)
            {
                await Task.Yield();
            }
        }
    }

    private async Task<User> TryAsync(User user, Cause cause, CancellationToken cancellationToken)
    {
        var row = await ledger.FindAsync(UserRows.User, user.Id, cancellationToken)
            ?? throw new NexusException(UserErrors.Unknown(user.Handle));
        var current = UserRows.ReadUser(row);
        if (current.Status is UserStatus.Revoked)
        {
            await intake.KeepAsync(cause, new(UserRows.User, user.Id), cancellationToken);
            return current;
        }

        var ended = new List<StateRow>(await ledger.ListAsync(
            new(UserRows.Token, Scope.Of(user.Id)) { Limit = MostTokens }, cancellationToken));
        if (current.Invitation is { } hash
            && await ledger.FindAsync(UserRows.Invitation, hash, cancellationToken) is { } invitation)
        {
            ended.Add(invitation);
        }

        var next = current.WithoutKey() with { Status = UserStatus.Revoked, Invitation = null };
        var told = UserRows.Event(clock, "xyn.user.revoked", next, cause);
        await intake.EmitAsync(
            new LedgerBatch([told], [UserRows.Of(next, row)], [.. ended.Select(UserRows.End)]).ClaimedBy(cause),
            cancellationToken);
        return next;
    }
}
