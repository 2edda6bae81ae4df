using Nexus.Contracts;
using Nexus.Spec;
using Nexus.Workspaced.Config;

namespace Nexus.Workspaced.Services;

/// <summary>Starts and stops the loops of the services. One wish at a time.</summary>
internal sealed class Supervisor(WorkspacePlan plan, ServiceParts parts) : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Dictionary<string, Running> _running = new(StringComparer.Ordinal);

    /// <summary>What runs unchanged goes on; the rest is started, or started again when it was given up.</summary>
    /// <exception cref="NexusException"><c>workspaced.not_configured</c>.</exception>
    public Task StartAsync(CancellationToken cancellationToken) => InTurnAsync(
        async () =>
        {
            var services = InOrder();
            await StopAsync(_running.Values.Where(running => !IsWanted(running, services)), TimeSpan.FromSeconds(10));
            parts.Board.Load(services);
            parts.Board.MarkStarted();
            foreach (var service in services)
            {
                if (!_running.ContainsKey(service.Name))
                    Launch(service);
            }
        },
        cancellationToken);

    /// <summary>Dependents first; returns when nothing of any service is left.</summary>
    public Task StopAsync(TimeSpan grace, CancellationToken cancellationToken) => InTurnAsync(
        async () =>
        {
            var services = _running.Values.Select(running => running.Loop.Service).ToList();
            foreach (var wave in ServiceGraph.StopOrder(services))
                await StopAsync(wave.Select(service => _running[service.Name]), grace);
        },
        cancellationToken);

    /// <param name="name">Null: all. The others of one alone stay as they were started.</param>
    /// <exception cref="NexusException"><c>service.not_found</c>, <c>workspaced.not_configured</c>.</exception>
    public async Task RestartAsync(string? name, CancellationToken cancellationToken)
    {
        var services = InOrder();
        if (name is null)
        {
            await StopAsync(TimeSpan.FromSeconds(10), cancellationToken);
            await StartAsync(cancellationToken);
            return;
        }

        var service = services.FirstOrDefault(service => service.Name == name)
            ?? throw ServiceErrors.NotFound(name, services.Select(service => service.Name));
        await InTurnAsync(() => RelaunchAsync(service), cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero, CancellationToken.None);
        _turn.Dispose();
    }

    private async Task RelaunchAsync(ServiceConfig service)
    {
        parts.Board.Load(service);
        parts.Board.Set(service.Name, snapshot => snapshot with
        {
            State = ServiceState.Starting,
            Reason = "restarts because somebody asked for it",
            Restarts = snapshot.Restarts + 1,
        });
        if (_running.TryGetValue(service.Name, out var running))
        {
            running.Loop.IsReplaced = true;
            await StopAsync([running], TimeSpan.FromSeconds(10));
        }

        Launch(service);
    }

    private List<ServiceConfig> InOrder() => [.. ServiceGraph.Order(plan.Config.Services).SelectMany(wave => wave)];

    private static bool IsWanted(Running running, List<ServiceConfig> services) =>
        !running.Task.IsCompleted
        && services.Exists(service => ServiceEquality.AreSame(service, running.Loop.Service));

    private void Launch(ServiceConfig service)
    {
        parts.Board.Set(service.Name, snapshot => snapshot with { State = ServiceState.Pending, Reason = null });
        var stop = new CancellationTokenSource();
        var loop = new ServiceLoop(service, parts);
        _running[service.Name] = new(loop, stop, loop.RunAsync(stop.Token));
    }

    private async Task StopAsync(IEnumerable<Running> unwanted, TimeSpan grace)
    {
        var all = unwanted.ToList();
        foreach (var running in all)
        {
            running.Loop.Grace = grace;
            await running.Stop.CancelAsync();
        }

        foreach (var running in all)
        {
            await running.Task;
            running.Stop.Dispose();
            _running.Remove(running.Loop.Service.Name);
        }
    }

    private async Task InTurnAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await work();
        }
        finally
        {
            _turn.Release();
        }
    }

    private sealed record Running(ServiceLoop Loop, CancellationTokenSource Stop, Task Task);
}
