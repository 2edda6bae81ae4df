using Nexus.Workspaces.Nodes;
using Nexus.Workspaces.Users;

namespace Nexus.Server;

/// <summary>
/// What must be known before a run goes on and the first request is taken: the server's term, and whose home this is.
/// </summary>
internal sealed class BeginTerm(ServerEpoch epoch, UserStore users, LocalOwner owner) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await epoch.BeginAsync(cancellationToken);
        owner.Handle = Environment.UserName;
        owner.UserId = await users.LocalOwnerAsync(owner.Handle, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
