using Nexus.Contracts;
using Nexus.Engine.Events;
using Nexus.Platform;
using Nexus.Platform.Ledger;
using Nexus.Workspaces.Idempotency;

namespace Nexus.Workspaces.Users;

/// <summary>Who the users are, and which key lets each into workspaces.</summary>
public sealed class UserStore(ILedger ledger, IEventIntake intake, TimeProvider clock)
{
    private const int Attempts = 16;
    private const string Registered = "xyn.user.registered";
    private const string KeyRevoked = "xyn.user.key.revoked";

    public async Task<User?> FindAsync(string id, CancellationToken cancellationToken) =>
        await ledger.FindAsync(UserRows.User, id, cancellationToken) is { } row ? UserRows.ReadUser(row) : null;

    /// <param name="idOrHandle">Handles never look like ids.</param>
    /// <exception cref="NexusException"><c>user.not_found</c>.</exception>
    internal async Task<User> GetAsync(string idOrHandle, CancellationToken cancellationToken) =>
        UserRows.ReadUser(
            await ledger.FindAsync(UserRows.User, idOrHandle, cancellationToken)
                ?? await RowOfAsync(idOrHandle, cancellationToken)
                ?? throw new NexusException(UserErrors.Unknown(idOrHandle)));

    internal async Task<IReadOnlyList<User>> ListAsync(
        string? after, int limit, CancellationToken cancellationToken) =>
        [.. (await ledger.ListAsync(
                new(UserRows.User, Scope.All) { After = after, Limit = limit }, cancellationToken))
            .Select(UserRows.ReadUser)];

    /// <summary>
    /// The id of this home's owner: the login name that runs the server. Made at the first start. The row is not
    /// read: a start waits for this, and the first JSON of a process costs more than all else here. It is recorded past
    /// the engine, which starts after this: nobody can want a run of it yet.
    /// </summary>
    public async Task<string> LocalOwnerAsync(string login, CancellationToken cancellationToken)
    {
        if (await RowOfAsync(login, cancellationToken) is { } row)
            return row.Id;

        var user = new User { Id = Ids.New("user", clock), Handle = login, RegisteredAt = clock.GetUtcNow() };
        await ledger.AppendAsync(Batch(Registered, user, before: null, Cause.System(user.Id)), cancellationToken);
        return user.Id;
    }

    /// <summary>Registering again replaces the key. Who was revoked in the meantime registers nothing.</summary>
    internal Task<User> SetKeyAsync(
        string id, SshKey key, long? githubId, Cause cause, CancellationToken cancellationToken) =>
        ChangeAsync(
            id, Registered,
            user => user.Status is UserStatus.Active
                ? user.With(key) with { GithubId = githubId ?? user.GithubId }
                : throw new NexusException(UserErrors.NotYou(user.Handle)),
            cause, cancellationToken);

    /// <summary>Takes the key away: no workspace of theirs lets them in any more.</summary>
    internal Task<User> RevokeKeyAsync(string id, Cause cause, CancellationToken cancellationToken) =>
        ChangeAsync(
            id, KeyRevoked, user => user.SshPubkey is null ? user : user.WithoutKey(), cause, cancellationToken);

    /// <summary>Homes of before have rows named by the handle as it was written.</summary>
    internal async Task<StateRow?> RowOfAsync(string handle, CancellationToken cancellationToken) =>
        await ledger.FindByNameAsync(UserRows.User, Scope.All, UserRows.NameOf(handle), cancellationToken)
        ?? await ledger.FindByNameAsync(UserRows.User, Scope.All, handle, cancellationToken);

    /// <summary>Again when someone else was faster: a person has several terminals.</summary>
    private async Task<User> ChangeAsync(
        string id, string name, Func<User, User> change, Cause cause, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var row = await ledger.FindAsync(UserRows.User, id, cancellationToken)
                ?? throw new NexusException(UserErrors.NotYou(id));
            var user = UserRows.ReadUser(row);
            var next = change(user);
            if (next == user)
            {
                await intake.KeepAsync(cause, new(UserRows.User, id), cancellationToken);
                return user;
            }

            try
            {
                await WriteAsync(name, next, row, cause, cancellationToken);
                return next;
            }
            catch (NexusException e) when (e.Error.Code is "ledger.conflict" && attempt < Attempts)
            {
                await Task.Yield();
            }
        }
    }

    private Task<long> WriteAsync(
        string name, User user, StateRow? before, Cause cause, CancellationToken cancellationToken) =>
        intake.EmitAsync(Batch(name, user, before, cause), cancellationToken);

    private LedgerBatch Batch(string name, User user, StateRow? before, Cause cause)
    {
        var told = UserRows.Event(
            clock, name, user, cause, ("ssh_pubkey_fingerprint", user.SshPubkeyFingerprint));
        return new LedgerBatch([told], UserRows.Of(user, before)).ClaimedBy(cause);
    }
}
