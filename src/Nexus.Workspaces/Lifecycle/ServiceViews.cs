using Nexus.Contracts;
using Nexus.Transport.Workspaced;

namespace Nexus.Workspaces.Lifecycle;

/// <summary>
/// The services of a workspace as callers see them: those it is configured to have, and those that were not stopped
/// when the configuration gave them up. Where nobody can tell how one is, it is shown as it was last seen, and why.
/// Pure.
/// </summary>
internal sealed class ServiceViews(Workspace workspace, Snapshot? snapshot, NexusError? trouble, string host)
{
    private readonly ServiceFaults _faults =
        IsUp(workspace) && snapshot is { IsStarted: true } ? ServiceFaults.Of(workspace, snapshot) : new();

    /// <param name="reason">Why one is as it is, as far as it was seen.</param>
    /// <param name="usage">What they use, when somebody asked.</param>
    public IReadOnlyDictionary<string, ServiceView> All(
        Func<ServiceSnapshot?, string?> reason, IReadOnlyDictionary<string, ServiceUsage>? usage)
    {
        var views = workspace.Services.ToDictionary(
            service => service.Name, service => View(service, reason, usage?.GetValueOrDefault(service.Name)),
            StringComparer.Ordinal);
        foreach (var name in _faults.Left)
        {
            if (SeenOf(name) is { } left)
                views[name] = View(Left(left), reason, usage?.GetValueOrDefault(name));
        }

        return views;
    }

    private static bool IsUp(Workspace workspace) =>
        workspace.State is WorkspaceState.Ready or WorkspaceState.Partial or WorkspaceState.Running;

    private static WorkspaceService Left(ServiceSnapshot seen) =>
        new(seen.Name, seen.Port, seen.Internal, seen.Command, ReadyWithinMs: 0, MappedPort: null);

    private ServiceSnapshot? SeenOf(string name) => snapshot?.Services.FirstOrDefault(seen => seen.Name == name);

    private ServiceView View(WorkspaceService service, Func<ServiceSnapshot?, string?> reason, ServiceUsage? usage)
    {
        var seen = SeenOf(service.Name);
        var other = OtherThan(service.Name);
        var hint = other ?? (trouble is null ? Hint(service, seen) : "nobody can tell whether it is up");
        return new()
        {
            Status = seen?.State ?? (trouble is null ? ServiceState.Stopped : ServiceState.Unknown),
            Port = service.Port,
            MappedPort = service.MappedPort,
            Url = hint is null ? $"http://{host}:{service.MappedPort}" : null,
            Hint = hint,
            Internal = service.Internal,
            Command = service.Command,
            Reason = reason(seen) is { } why && other is not null ? $"{other}\n{why}" : other ?? reason(seen),
            Restarts = seen?.Restarts ?? 0,
            LastExitCode = seen?.LastExitCode,
            StartedAt = seen?.StartedAt,
            CpuPercent = usage?.CpuPercent,
            MemoryBytes = usage?.MemoryBytes,
            UptimeSeconds = usage?.UptimeSeconds,
        };
    }

    /// <returns>How it differs from what is configured; null: it does not.</returns>
    private string? OtherThan(string name)
    {
        var up = $"'nexus workspace up {workspace.Name}'";
        return _faults.NotStarted.Contains(name, StringComparer.Ordinal)
            ? $"it was not started since it was configured: {up} does"
            : _faults.Left.Contains(name, StringComparer.Ordinal)
                ? $"it is configured no more, and was not stopped: {up} does"
            : _faults.Outdated.Contains(name, StringComparer.Ordinal)
                ? $"it was started before its port was changed: {up} starts it anew"
            : null;
    }

    /// <returns>Why there is nothing to open; null when there is.</returns>
    private static string? Hint(WorkspaceService service, ServiceSnapshot? seen) => (service, seen) switch
    {
        ({ Port: null }, _) => "it has no port",
        ({ Internal: true }, _) => "internal: reachable inside the workspace only",
        ({ MappedPort: null }, _) or (_, null) => "it is not up",
        (_, { IsHttp: false }) => $"it is not known to speak HTTP: 'health_check: /' says so; connect to port "
            + $"{service.MappedPort} with its own client",
        (_, { State: not ServiceState.Healthy }) => "it is not healthy",
        _ => null,
    };
}
