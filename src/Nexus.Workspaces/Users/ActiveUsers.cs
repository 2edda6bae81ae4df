using Nexus.Contracts;
using Nexus.Engine;

namespace Nexus.Workspaces.Users;

/// <summary>Who was not revoked.</summary>
internal sealed class ActiveUsers(UserStore users) : IOwners
{
    public async Task<bool> IsActiveAsync(string userId, CancellationToken cancellationToken) =>
        await users.FindAsync(userId, cancellationToken) is { Status: not UserStatus.Revoked };
}
