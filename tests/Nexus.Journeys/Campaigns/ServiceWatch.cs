using System.Collections.Concurrent;
using System.Diagnostics;
using Nexus.Contracts;
using Nexus.Journeys.Installing;

namespace Nexus.Journeys.Campaigns;

/// <summary>When what broke, when it was told of, and who was doubted without a reason.</summary>
internal sealed class ServiceWatch(IReadOnlyList<Breaking> plan, TimeSpan within)
{
    private readonly ConcurrentDictionary<Breaking, long> _broken = new();
    private readonly Dictionary<Breaking, (TimeSpan After, string Reason)> _told = [];
    private readonly Dictionary<Breaking, string> _alarms = [];

    public IReadOnlyDictionary<Breaking, (TimeSpan After, string Reason)> Told => _told;

    /// <summary>Of services that had not been broken.</summary>
    public IReadOnlyCollection<string> Alarms => _alarms.Values;

    public IReadOnlyList<string> Problems =>
    [
        .. Alarms,
        .. from service in plan
           where service.Way is not null && !(_told.TryGetValue(service, out var told) && told.After <= within)
           select $"{service.Workspace} {service.Name} was told of after "
               + $"{(_told.TryGetValue(service, out var late) ? late.After : "the end")}",
    ];

    /// <summary>Now.</summary>
    public void Breaks(Breaking service) => _broken[service] = Stopwatch.GetTimestamp();

    public void See(IReadOnlyList<WorkspaceView> workspaces)
    {
        var seen = workspaces.ToDictionary(workspace => workspace.WorkspaceName, StringComparer.Ordinal);
        foreach (var service in plan)
        {
            var view = seen[service.Workspace].Services[service.Name];
            if (!_broken.TryGetValue(service, out var since))
                Doubt(service, view);
            else if (service.Way?.Explains(view) is true)
                _told.TryAdd(service, (Stopwatch.GetElapsedTime(since), view.Reason!.Split("; its log")[0]));
        }
    }

    /// <summary>Doubts that were shorter than a glance stand in the logs.</summary>
    public async Task ReadLogsAsync(Installation nexus)
    {
        foreach (var service in plan.Where(service => service.Way is null && !_alarms.ContainsKey(service)))
        {
            var log = await nexus.NexusAsync("workspace", "logs", service.Workspace, service.Name, "--tail", "50");
            if (log.Split('\n').FirstOrDefault(IsDoubt) is { } line)
                _alarms[service] = $"{service.Workspace} {service.Name} was doubted: {line}";
        }
    }

    private static bool IsDoubt(string line) =>
        line.Contains("unhealthy:", StringComparison.Ordinal) || line.Contains("exited", StringComparison.Ordinal);

    private void Doubt(Breaking service, ServiceView view)
    {
        // It may have been broken since the answer was made.
        if (view.Status is not ServiceState.Healthy && !_broken.ContainsKey(service))
            _alarms.TryAdd(service, $"{service.Workspace} {service.Name} was doubted: {view.Status}, {view.Reason}");
    }
}
