using Nexus.Workspaces.Nodes;
using Nexus.Workspaces.Users;

namespace Nexus.Server;

/// <summary>
/// What must be known before a run goes on and the first request is taken: the server's term, whose home this is, and
/// in whose name nothing begins.
/// </summary>
internal sealed class BeginTerm(ServerEpoch epoch, UserStore users, RevokedUsers revoked, LocalOwner owner)
    : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await epoch.BeginAsync(cancellationToken);
        owner.Handle = Environment.UserName;
        owner.UserId = await users.LocalOwnerAsync(owner.Handle, cancellationToken);
        await revoked.LoadAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
