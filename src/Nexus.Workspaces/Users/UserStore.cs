using System.Text.Json;
using Nexus.Contracts;
using Nexus.Engine.Events;
using Nexus.Platform;
using Nexus.Platform.Ledger;

namespace Nexus.Workspaces.Users;

/// <summary>Users as rows of the ledger; the handle is the row's name.</summary>
public sealed class UserStore(ILedger ledger, IEventIntake intake, TimeProvider clock)
{
    private const string Kind = "user";
    private const string Registered = "xyn.user.registered";
    private const string Revoked = "xyn.user.revoked";

    /// <summary>Rows of users belong to the server: nobody lists others.</summary>
    private const string RowOwner = "system";

    public async Task<User?> FindAsync(string id, CancellationToken cancellationToken) =>
        await ledger.FindAsync(Kind, id, cancellationToken) is { } row ? Read(row) : null;

    /// <summary>The owner of this home: the login name that runs the server. Made at the first start.</summary>
    public async Task<User> LocalOwnerAsync(string login, CancellationToken cancellationToken)
    {
        if (await ledger.FindByNameAsync(Kind, Scope.All, login, cancellationToken) is { } row)
            return Read(row);

        var user = new User { Id = Ids.New("user", clock), Handle = login, RegisteredAt = clock.GetUtcNow() };
        await WriteAsync(Registered, user, version: 1, Cause.System(user.Id), cancellationToken);
        return user;
    }

    /// <summary>Registering again replaces the key.</summary>
    internal async Task<User> SetKeyAsync(
        string id, SshKey key, long? githubId, Cause cause, CancellationToken cancellationToken)
    {
        var row = await ledger.FindAsync(Kind, id, cancellationToken)
            ?? throw new NexusException(UserErrors.NotYou(id));
        var user = Read(row);
        var next = user with
        {
            SshPubkey = key.Line,
            SshPubkeyFingerprint = key.Fingerprint,
            GithubId = githubId ?? user.GithubId,
        };
        if (next != user)
            await WriteAsync(Registered, next, row.Version + 1, cause, cancellationToken);
        return next;
    }

    /// <summary>Takes the key away: no workspace of theirs lets them in any more.</summary>
    internal async Task<User> RevokeKeyAsync(string id, Cause cause, CancellationToken cancellationToken)
    {
        var row = await ledger.FindAsync(Kind, id, cancellationToken)
            ?? throw new NexusException(UserErrors.NotYou(id));
        var user = Read(row);
        if (user.SshPubkey is null)
            return user;
        var next = user with { SshPubkey = null, SshPubkeyFingerprint = null };
        await WriteAsync(Revoked, next, row.Version + 1, cause, cancellationToken);
        return next;
    }

    private Task<long> WriteAsync(
        string name, User user, long version, Cause cause, CancellationToken cancellationToken)
    {
        var told = LedgerEvent.Now(clock, name, new("user", user.Id), cause.CorrelationId) with
        {
            Actor = cause.Actor,
            OwnerId = user.Id,
            Data = EventData.Of(("handle", user.Handle), ("ssh_pubkey_fingerprint", user.SshPubkeyFingerprint)),
        };
        var body = JsonSerializer.Serialize(user, UserJson.Default.User);
        return intake.EmitAsync(
            new([told], new StateRow(Kind, user.Id, user.Handle, RowOwner, version, body)), cancellationToken);
    }

    private static User Read(StateRow row) =>
        JsonSerializer.Deserialize(row.Body, UserJson.Default.User)
            ?? throw new InvalidDataException($"The row of {row.Id} is empty.");
}
