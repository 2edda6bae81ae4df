using Nexus.Contracts;
using Nexus.Spec;
using Nexus.Workspaced.Logs;

namespace Nexus.Workspaced.Services;

/// <summary>One service from the wish to start it until it is stopped, ends, or is given up.</summary>
internal sealed class ServiceLoop(ServiceConfig service, ServiceParts parts)
{
    private static readonly TimeSpan PortInterval = TimeSpan.FromSeconds(0.5);

    private readonly Dependencies _dependencies = new(service, parts.Board);
    private readonly ServiceLog _log = parts.Logs.Open(service.Name);
    private ServiceStart? _start;

    public ServiceConfig Service => service;

    /// <summary>From TERM to KILL.</summary>
    public TimeSpan Grace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Another loop of the service follows at once: dependents need not go down.</summary>
    public bool IsReplaced { get; set; }

    /// <summary>Returns when the service is stopped, has ended or is given up; nothing of it runs then.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            do
            {
                await _dependencies.WaitHealthyAsync(stop);
            }
            while (!await RunUntilSettledAsync(stop));
        }
        catch (OperationCanceledException)
        {
            if (!IsReplaced)
                Settle(ServiceState.Stopped, _start?.Forced);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException
            or UnauthorizedAccessException or ArgumentException or NexusException)
        {
            Settle(ServiceState.Failed, $"cannot be run: {e.Message}");
        }
    }

    /// <returns>False when it was taken down because of a dependency, and waits again.</returns>
    private async Task<bool> RunUntilSettledAsync(CancellationToken stop)
    {
        var start = _start = new ServiceStart(service, parts.Clock);
        while (true)
        {
            if (await WaitForPortAsync(start, stop) is { } holder)
            {
                Settle(ServiceState.Failed, holder);
                return true;
            }

            var run = new ServiceRun(service, parts, _log, start);
            var lost = await run.RunAsync(_dependencies, () => Grace, stop);
            if (lost is not null)
            {
                var forced = start.Forced is { } how ? $"; {how}" : "";
                Settle(ServiceState.Stopped, $"needs {lost}, which is {_dependencies.Show(lost)}{forced}");
                return false;
            }

            if (await EndsAsync(start, stop))
                return true;
        }
    }

    /// <returns>False when it shall run again, after a pause.</returns>
    private async Task<bool> EndsAsync(ServiceStart start, CancellationToken stop)
    {
        var exit = start.LastExit;
        var tail = _log.Recent is { Length: > 0 } recent ? $"; its log ends with:\n{recent}" : "";
        switch (RestartRule.After(exit, service.Restart))
        {
            case NextStep.Fail:
                var times = exit.Exits > 1 ? $", {exit.Exits} times without being healthy" : "";
                Settle(ServiceState.Failed, $"{exit}{(exit.WasHealthy ? "" : times)}{tail}");
                return true;
            case NextStep.End:
                Settle(ServiceState.Stopped, $"{exit}");
                return true;
            default:
                var pause = start.Pause();
                Settle(start.StateBeforeHealthy, $"{start.Ended}; starts again in {pause.TotalSeconds:0.0} s{tail}");
                await Task.Delay(pause, parts.Clock, stop);
                parts.Board.Set(service.Name, snapshot => snapshot with { Restarts = snapshot.Restarts + 1 });
                return false;
        }
    }

    /// <returns>Null when the port is free; else who kept it until the deadline.</returns>
    private async Task<string?> WaitForPortAsync(ServiceStart start, CancellationToken stop)
    {
        while (service.Port is { } port && PortUse.HolderOf(port) is { } holder)
        {
            var other = parts.Board.Read().Services.FirstOrDefault(candidate => candidate.Name != service.Name
                && candidate.Port == port && candidate.StartedAt is not null);
            var reason = $"port {port} is taken by {(other is null ? holder : $"the service {other.Name}")}";
            if (start.IsPastDeadline)
                return reason;
            parts.Board.Set(service.Name, snapshot => snapshot with
            {
                State = start.StateBeforeHealthy,
                Reason = reason,
            });
            await Task.Delay(PortInterval, parts.Clock, stop);
        }

        return null;
    }

    private void Settle(ServiceState state, string? reason)
    {
        _log.Write(LogStream.Nexus, reason is null ? "stopped" : reason.Split('\n')[0]);
        parts.Board.Set(service.Name, snapshot => snapshot with { State = state, Reason = reason, StartedAt = null });
    }
}
