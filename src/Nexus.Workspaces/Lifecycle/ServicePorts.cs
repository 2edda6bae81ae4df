using Nexus.Engine.Runs;
using Nexus.Workspaces.Gateway;
using Nexus.Workspaces.Ports;

namespace Nexus.Workspaces.Lifecycle;

/// <summary>The ports of services outside of their environment.</summary>
internal sealed class ServicePorts(WorkspaceStore workspaces, PortLeases leases, Doors doors, TimeProvider clock)
{
    /// <summary>
    /// Before they start: every service that listens gets a port outside; what listens no more gives its port back.
    /// </summary>
    public async Task MapAsync(Workspace workspace, StepContext step, CancellationToken cancellationToken)
    {
        var mapped = new List<WorkspaceService>();
        foreach (var service in workspace.Services)
            mapped.Add(await LeaseAsync(workspace, service, step, cancellationToken));
        await ReleaseUnusedAsync(workspace, step, cancellationToken);
        await workspaces.ChangeAsync(
            workspace.Id, w => new(w with { Services = mapped, HasNeverServed = false }), Cause.Of(step),
            cancellationToken);
    }

    /// <summary>The same for one of them; the others keep what they have.</summary>
    public async Task MapAsync(
        Workspace workspace, string service, StepContext step, CancellationToken cancellationToken)
    {
        var held = (await leases.HeldAsync(cancellationToken)).Where(lease => lease.WorkspaceId == workspace.Id)
            .ToLookup(lease => lease.Service, lease => (int?)lease.Port, StringComparer.Ordinal);
        var mapped = new List<WorkspaceService>();
        foreach (var known in workspace.Services)
        {
            mapped.Add(known.Name == service
                ? await LeaseAsync(workspace, known, step, cancellationToken)
                : known with { MappedPort = known.IsOpened ? held[known.Name].FirstOrDefault() : null });
        }

        await workspaces.ChangeAsync(
            workspace.Id, w => new(w with { Services = mapped }), Cause.Of(step), cancellationToken);
    }

    private async Task<WorkspaceService> LeaseAsync(
        Workspace workspace, WorkspaceService service, StepContext step, CancellationToken cancellationToken)
    {
        if (!service.IsOpened)
            return service with { MappedPort = null };

        var wanted = new Lease
        {
            Port = 0,
            WorkspaceId = workspace.Id,
            OwnerId = workspace.OwnerId,
            Service = service.Name,
            Since = clock.GetUtcNow(),
        };
        var lease = await leases.LeaseAsync(wanted, doors, Cause.Of(step), cancellationToken);
        return service with { MappedPort = lease.Port };
    }

    /// <summary>A service that left the configuration gives its port back.</summary>
    private async Task ReleaseUnusedAsync(Workspace workspace, StepContext step, CancellationToken cancellationToken)
    {
        bool IsUnused(Lease lease) =>
            lease.Service is { } name && workspace.Services.All(s => s.Name != name || !s.IsOpened);

        var held = await leases.HeldAsync(cancellationToken);
        await doors.CloseAsync(held.Where(lease => lease.WorkspaceId == workspace.Id && IsUnused(lease)));
        await leases.ReleaseAsync(workspace.Id, IsUnused, Cause.Of(step), cancellationToken);
    }
}
