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

namespace Nexus.Workspaces.Gateway;

/// <summary>The open doors, by port.</summary>
internal sealed class Doors(
    WorkspaceStore workspaces, EnvironmentCalls calls, IOptions<PortOptions> options, ILogger<Door> logger)
    : IDoors, IAsyncDisposable
{
    private readonly ConcurrentDictionary<int, Door> _open = new();

    /// <summary>What is behind it is looked up at each connection.</summary>
    /// <returns>False when another program has the port.</returns>
    public bool TryOpen(Lease lease)
    {
        if (_open.ContainsKey(lease.Port))
            return true;

        var door = Door.TryOpen(
            IPAddress.Parse(options.Value.Bind), lease.Port, ct => DialAsync(lease, ct), logger);
        return door is not null && _open.TryAdd(lease.Port, door);
    }

    public async Task CloseAsync(IEnumerable<Lease> leases)
    {
        foreach (var lease in leases)
        {
            if (_open.TryRemove(lease.Port, out var door))
                await door.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var door in _open.Values)
            await door.DisposeAsync();
    }

    private async Task<OpenedChannel> DialAsync(Lease lease, CancellationToken cancellationToken)
    {
        var stored = await workspaces.GetAsync(lease.WorkspaceId, Platform.Ledger.Scope.All, cancellationToken);
        var port = stored.Workspace.Services.FirstOrDefault(service => service.Name == lease.Service)?.Port;
        if (lease.Service is { } name && port is null)
            throw new NexusException(WorkspaceErrors.UnknownService(stored.Workspace.Name, name));
        return port is null
            ? await calls.OpenAsync(
                stored.Workspace, Verbs.Ssh, body: null, TimeSpan.FromSeconds(20), cancellationToken)
            : await calls.OpenAsync(
                stored.Workspace, Verbs.Dial, new DialRequest(port.Value), TransportJson.Default.DialRequest,
                cancellationToken);
    }
}
