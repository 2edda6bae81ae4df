using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Nexus.Contracts;
using Nexus.Transport;
using Nexus.Transport.Workspaced;
using Nexus.Workspaces.Lifecycle;
using Nexus.Workspaces.Nodes;
using Nexus.Workspaces.Ports;
using Nexus.Workspaces.Users;

namespace Nexus.Workspaces.Gateway;

/// <summary>The open doors, by port.</summary>
internal sealed class Doors(
    WorkspaceStore workspaces, UserStore users, EnvironmentCalls calls, IOptions<PortOptions> options,
    ILogger<Door> logger)
    : IDoors, IAsyncDisposable
{
    private readonly ConcurrentDictionary<int, (Door Door, Lease Lease)> _open = new();
    private readonly Lock _opening = new();

    /// <summary>What is behind it is looked up at each connection.</summary>
    /// <returns>False when another program has the port.</returns>
    public bool TryOpen(Lease lease)
    {
        lock (_opening)
        {
            if (_open.ContainsKey(lease.Port))
                return true;

            var door = Door.TryOpen(
                IPAddress.Parse(options.Value.Bind), lease.Port, ct => DialAsync(lease, ct), logger);
            return door is not null && _open.TryAdd(lease.Port, (door, lease));
        }
    }

    public async Task CloseAsync(IEnumerable<Lease> leases)
    {
        foreach (var lease in leases)
        {
            if (_open.TryRemove(lease.Port, out var open))
                await open.Door.DisposeAsync();
        }
    }

    /// <summary>Ends what goes through an owner's SSH doors.</summary>
    public async Task CutAsync(string ownerId)
    {
        foreach (var (door, lease) in _open.Values)
        {
            if (lease.OwnerId == ownerId && lease.Service is null)
                await door.CutAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (door, _) in _open.Values)
            await door.DisposeAsync();
    }

    private async Task<OpenedChannel> DialAsync(Lease lease, CancellationToken cancellationToken)
    {
        var stored = await workspaces.GetAsync(lease.WorkspaceId, Platform.Ledger.Scope.All, cancellationToken);
        var port = stored.Workspace.Services.FirstOrDefault(service => service.Name == lease.Service)?.Port;
        if (lease.Service is { } name && port is null)
            throw new NexusException(WorkspaceErrors.UnknownService(stored.Workspace.Name, name));
        // They may have put a key of their own inside: that one lets nobody in either.
        if (port is null
            && await users.FindAsync(lease.OwnerId, cancellationToken) is not { Status: UserStatus.Active })
        {
            throw new NexusException(UserErrors.NotYou(stored.Workspace.Owner));
        }

        return port is null
            ? await calls.OpenAsync(
                stored.Workspace, Verbs.Ssh, body: null, TimeSpan.FromSeconds(20), cancellationToken)
            : await calls.OpenAsync(
                stored.Workspace, Verbs.Dial, new DialRequest(port.Value), TransportJson.Default.DialRequest,
                cancellationToken);
    }
}
