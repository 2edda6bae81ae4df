using Nexus.Contracts;
using Nexus.Engine.Events;
using Nexus.Platform;
using Nexus.Platform.Ledger;
using Nexus.Workspaces.Idempotency;
using Nexus.Workspaces.Nodes;

namespace Nexus.Workspaces.Users;

/// <summary>Makes invitations. One for a handle reserves it and takes the place of the one before.</summary>
internal sealed class Invitations(ILedger ledger, IEventIntake intake, UserStore users, TimeProvider clock)
{
    private const int MostSwept = 200;

    /// <exception cref="NexusException"><c>user.bad_handle</c>, <c>user.handle_taken</c>.</exception>
    public async Task<InvitationView> MakeAsync(
        string? handle, TimeSpan life, Cause cause, CancellationToken cancellationToken)
    {
        var expiresAt = clock.GetUtcNow() + life;
        var secret = Credential.New(Credentials.InvitationPrefix);
        var gone = await ExpiredAsync(cancellationToken);
        if (handle is null)
        {
            var told = Event(new("invitation", OpenInvitations.IdOf(Credential.Hash(secret))), null, expiresAt, cause);
            await intake.EmitAsync(
                new LedgerBatch(
                        [told], [UserRows.Of(secret, new Invitation(null, expiresAt))], [.. gone.Select(UserRows.End)])
                    .ClaimedBy(cause),
                cancellationToken);
            return new(secret, null, expiresAt);
        }

        var known = await users.RowOfAsync(Handle.Checked(handle), cancellationToken);
        var user = known is null
            ? new User { Id = Ids.New("user", clock), Handle = handle, RegisteredAt = clock.GetUtcNow() }
            : UserRows.ReadUser(known);
        if (known is not null && user.Status is UserStatus.Active)
            throw new NexusException(UserErrors.HandleTaken(user.Handle));
        if (user.Invitation is { } before && gone.All(row => row.Id != before)
            && await ledger.FindAsync(UserRows.Invitation, before, cancellationToken) is { } replaced)
        {
            gone = [.. gone, replaced];
        }

        var invited = user with { Status = UserStatus.Invited, Invitation = Credential.Hash(secret) };
        StateRow[] rows =
            [UserRows.Of(invited, known), UserRows.Of(secret, new Invitation(invited.Id, expiresAt))];
        var invitedEvent = Event(new(UserRows.User, invited.Id), invited.Handle, expiresAt, cause);
        await intake.EmitAsync(
            new LedgerBatch([invitedEvent], rows, [.. gone.Select(UserRows.End)]).ClaimedBy(cause),
            cancellationToken);
        return new(secret, invited.Handle, expiresAt);
    }

    /// <summary>What nobody can use any more goes with the next one, so that there are never many.</summary>
    private async Task<IReadOnlyList<StateRow>> ExpiredAsync(CancellationToken cancellationToken) =>
        [.. (await ledger.ListAsync(
                new(UserRows.Invitation, Scope.All) { Limit = MostSwept }, cancellationToken))
            .Where(row => UserRows.ReadInvitation(row).ExpiresAt <= clock.GetUtcNow())];

    private LedgerEvent Event(ResourceRef about, string? handle, DateTimeOffset expiresAt, Cause cause) =>
        LedgerEvent.Now(clock, "xyn.user.invited", about, cause.CorrelationId) with
        {
            Actor = cause.Actor,
            Data = EventData.Of(("handle", handle), ("expires_at", expiresAt)),
        };
}
