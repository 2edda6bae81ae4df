using System.Text.Json;
using Nexus.Contracts;
using Nexus.Engine.Events;
using Nexus.Platform.Ledger;
using Nexus.Workspaces.Idempotency;

namespace Nexus.Workspaces.Users;

/// <summary>The invitations that still let someone in, known by the beginning of their hash; and their end.</summary>
internal sealed class OpenInvitations(
    ILedger ledger, IEventIntake intake, UserStore users, Expulsion expulsion, TimeProvider clock)
{
    private const int IdLength = 12;

    /// <summary>How an invitation is called: enough of its hash that no other has it.</summary>
    public static string IdOf(string hash) => hash[..IdLength];

    public async Task<OpenInvitationPage> ListAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        var rows = await ledger.ListAsync(
            new(UserRows.Invitation, Scope.All) { After = after, Limit = limit + 1 }, cancellationToken);
        var shown = new List<OpenInvitationView>();
        foreach (var row in rows.Take(limit).Where(IsOpen))
            shown.Add(await ViewAsync(row, cancellationToken));
        return new(shown, rows.Count > limit ? rows[limit - 1].Id : null);
    }

    /// <summary>Who was invited by name is revoked with it, as it reserves the handle.</summary>
    /// <exception cref="NexusException"><c>user.no_invitation</c>.</exception>
    public async Task<OpenInvitationView> WithdrawAsync(string id, Cause cause, CancellationToken cancellationToken)
    {
        var row = await FindAsync(id, cancellationToken) ?? throw new NexusException(UserErrors.NoInvitation(id));
        var view = await ViewAsync(row, cancellationToken);
        if (cause.Claim is { } claim)
            claim.Answer = JsonSerializer.Serialize(view, ContractsJson.Default.OpenInvitationView);
        if (UserRows.ReadInvitation(row).UserId is { } userId
            && await users.FindAsync(userId, cancellationToken) is { Status: UserStatus.Invited } user
            && user.Invitation == row.Id)
        {
            await expulsion.RevokeAsync(user, cause, cancellationToken);
            return view;
        }

        var told = LedgerEvent.Now(
            clock, "xyn.user.uninvited", new(UserRows.Invitation, view.InvitationId), cause.CorrelationId) with
        {
            Actor = cause.Actor,
            Data = EventData.Of(("handle", view.GithubUsername)),
        };
        try
        {
            await intake.EmitAsync(
                new LedgerBatch([told], [], [UserRows.End(row)]).ClaimedBy(cause), cancellationToken);
        }
        catch (NexusException e) when (e.Error.Code is "ledger.conflict")
        {
            throw new NexusException(UserErrors.NoInvitation(id), e);
        }

        return view;
    }

    private async Task<StateRow?> FindAsync(string id, CancellationToken cancellationToken) =>
        id.Length == IdLength
        && await ledger.ListAsync(
            new(UserRows.Invitation, Scope.All) { After = id, Limit = 1 }, cancellationToken) is [var row]
        && string.Equals(IdOf(row.Id), id, StringComparison.Ordinal) && IsOpen(row)
            ? row
            : null;

    private bool IsOpen(StateRow row) =>
        UserRows.ReadInvitation(row) is { IsUsed: false } invitation && invitation.ExpiresAt > clock.GetUtcNow();

    private async Task<OpenInvitationView> ViewAsync(StateRow row, CancellationToken cancellationToken)
    {
        var invitation = UserRows.ReadInvitation(row);
        var user = invitation.UserId is { } id ? await users.FindAsync(id, cancellationToken) : null;
        return new(IdOf(row.Id), user?.Handle, invitation.ExpiresAt);
    }
}
