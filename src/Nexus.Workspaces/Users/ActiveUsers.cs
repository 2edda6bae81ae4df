using Nexus.Contracts;
using Nexus.Engine;

namespace Nexus.Workspaces.Users;

/// <summary>Who is let in, and what anybody is called.</summary>
internal sealed class ActiveUsers(UserStore users, RevokedUsers revoked) : IOwners
{
    public async Task<string?> NameOfAsync(string principal, CancellationToken cancellationToken) =>
        (await users.FindAsync(principal, cancellationToken))?.Handle;

    public async Task<bool> IsActiveAsync(string userId, CancellationToken cancellationToken) =>
        await users.FindAsync(userId, cancellationToken) is { Status: UserStatus.Active };

    public bool IsRevoked(string userId) => revoked.Has(userId);
}
