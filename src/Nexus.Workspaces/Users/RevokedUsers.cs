using System.Collections.Concurrent;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Workspaces.Users;

/// <summary>
/// Ids of users who were revoked and are not in again, in memory: what begins by itself is asked for with each event.
/// Read before anything acts on somebody's behalf; who changes a user tells it when that is durable.
/// </summary>
public sealed class RevokedUsers(ILedger ledger)
{
    private const int Page = 500;

    private static readonly string[] Words = [UserStatus.Revoked.ToString(), UserStatus.Invited.ToString()];

    private readonly ConcurrentDictionary<string, bool> _ids = new(StringComparer.Ordinal);

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var query = new StateQuery(UserRows.User, Scope.All) { Limit = Page };
        IReadOnlyList<StateRow> rows;
        do
        {
            rows = await ledger.ListAsync(query, cancellationToken);
            // The start waits for this, and most homes have nobody of whom the row would have to be read.
            foreach (var row in rows.Where(MayBeOut))
                Note(UserRows.ReadUser(row));
            query = query with { After = rows.Count > 0 ? rows[^1].Id : null };
        }
        while (rows.Count == Page);
    }

    internal bool Has(string userId) => _ids.ContainsKey(userId);

    /// <summary>Who is invited may have been revoked before, and has nothing else that could begin.</summary>
    /// <param name="user">As the ledger has them now.</param>
    internal void Note(User user)
    {
        if (user.Status is UserStatus.Active)
            _ids.TryRemove(user.Id, out _);
        else
            _ids[user.Id] = true;
    }

    private static bool MayBeOut(StateRow row) =>
        Words.Any(word => row.Body.Contains(word, StringComparison.OrdinalIgnoreCase));
}
