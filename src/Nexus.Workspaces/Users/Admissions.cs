using Nexus.Contracts;
using Nexus.Engine.Events;
using Nexus.Platform;
using Nexus.Platform.Ledger;
using Nexus.Workspaces.Idempotency;
using Nexus.Workspaces.Nodes;

namespace Nexus.Workspaces.Users;

/// <summary>Someone who comes in.</summary>
internal sealed record Newcomer(string? Handle, long? GithubId, SshKey? Key);

/// <summary>How people come in. An invitation is used up in the commit that makes its user.</summary>
internal sealed class Admissions(
    ILedger ledger, IEventIntake intake, UserStore users, RevokedUsers revoked, Credentials credentials,
    TimeProvider clock)
{
    /// <summary>An administrator lets someone in: new, invited or revoked before.</summary>
    /// <exception cref="NexusException"><c>user.bad_handle</c>, <c>user.handle_taken</c>.</exception>
    public async Task<(User User, string Token)> AddAsync(
        Newcomer newcomer, Cause cause, CancellationToken cancellationToken)
    {
        var handle = Handle.Checked(newcomer.Handle ?? "");
        var known = await users.RowOfAsync(handle, cancellationToken);
        if (known is not null && UserRows.ReadUser(known).Status is UserStatus.Active)
            throw new NexusException(UserErrors.HandleTaken(handle));
        var waiting = known is not null && UserRows.ReadUser(known).Invitation is { } hash
            ? await ledger.FindAsync(UserRows.Invitation, hash, cancellationToken)
            : null;
        try
        {
            return await AdmitAsync(
                newcomer with { Handle = handle }, known, waiting, _ => cause, cancellationToken);
        }
        catch (NexusException e) when (e.Error.Code is "ledger.conflict")
        {
            throw new NexusException(UserErrors.HandleTaken(handle), e);
        }
    }

    /// <summary>Of those who come with the same invitation at the same time one comes in.</summary>
    /// <exception cref="NexusException">
    /// <c>user.bad_invitation</c>, <c>user.bad_handle</c>, <c>user.handle_taken</c>, <c>user.not_you</c>.
    /// </exception>
    public async Task<(User User, string Token)> RedeemAsync(
        string invitation, Newcomer newcomer, Cause cause, CancellationToken cancellationToken)
    {
        var row = await credentials.InvitationRowAsync(invitation, cancellationToken);
        if (row is null || UserRows.ReadInvitation(row).IsUsed)
            throw new NexusException(UserErrors.BadInvitation);
        var (invited, handle) = UserRows.ReadInvitation(row).UserId is { } userId
            ? await InvitedAsync(userId, row.Id, newcomer.Handle, cancellationToken)
            : (null, await FreeAsync(newcomer.Handle, cancellationToken));
        try
        {
            return await AdmitAsync(
                newcomer with { Handle = handle }, invited, row, user => cause with { Actor = user.Id },
                cancellationToken);
        }
        catch (NexusException e) when (e.Error.Code is "ledger.conflict")
        {
            throw new NexusException(
                await credentials.InvitationRowAsync(invitation, cancellationToken) is { } left
                    && !UserRows.ReadInvitation(left).IsUsed
                    ? UserErrors.HandleTaken(handle) : UserErrors.BadInvitation, e);
        }
    }

    private async Task<(StateRow Row, string Handle)> InvitedAsync(
        string userId, string hash, string? asked, CancellationToken cancellationToken)
    {
        var row = await ledger.FindAsync(UserRows.User, userId, cancellationToken);
        if (row is null || UserRows.ReadUser(row) is not { Status: UserStatus.Invited } user || user.Invitation != hash)
            throw new NexusException(UserErrors.BadInvitation);
        return asked is null || Handle.IsSame(asked, user.Handle)
            ? (row, user.Handle)
            : throw new NexusException(UserErrors.NotYou(asked));
    }

    private async Task<string> FreeAsync(string? asked, CancellationToken cancellationToken)
    {
        var handle = Handle.Checked(asked ?? throw new NexusException(UserErrors.NoHandle));
        return await users.RowOfAsync(handle, cancellationToken) is null
            ? handle
            : throw new NexusException(UserErrors.HandleTaken(handle));
    }

    /// <summary>User, token and the use of the invitation in one commit. Who was here before keeps the id.</summary>
    private async Task<(User User, string Token)> AdmitAsync(
        Newcomer newcomer, StateRow? known, StateRow? invitation, Func<User, Cause> causeOf,
        CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var user = known is null
            ? new User { Id = Ids.New("user", clock), Handle = newcomer.Handle ?? "", RegisteredAt = now }
            : UserRows.ReadUser(known) with { Status = UserStatus.Active, Invitation = null, RegisteredAt = now };
        user = user.With(newcomer.Key) with { GithubId = newcomer.GithubId ?? user.GithubId };
        var token = Credential.New(Credentials.TokenPrefix);
        var cause = causeOf(user);
        LedgerEvent[] told =
        [
            UserRows.Event(
                clock, "xyn.user.registered", user, cause, ("ssh_pubkey_fingerprint", user.SshPubkeyFingerprint)),
            UserRows.Event(clock, "xyn.user.token.created", user, cause),
        ];
        List<StateRow> rows = [UserRows.Of(user, known), UserRows.Of(token, new ApiToken(user.Id, now))];
        if (invitation is not null)
            rows.Add(UserRows.Used(invitation));
        await intake.EmitAsync(new LedgerBatch(told, [.. rows]).ClaimedBy(cause), cancellationToken);
        revoked.Note(user);
        return (user, token);
    }
}
