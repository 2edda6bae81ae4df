using System.Globalization;
using Nexus.Contracts;
using Nexus.Processes;
using Nexus.Spec;
using Nexus.Workspaced.Health;
using Nexus.Workspaced.Logs;

namespace Nexus.Workspaced.Services;

/// <summary>The health of one run of a service, from its monitor to the board.</summary>
internal sealed class ServiceHealth(
    ServiceConfig service, ServiceParts parts, ServiceLog log, ServiceStart start, ChildProcess child)
{
    private static readonly Miss Suspended = new("it is suspended by a signal (SIGSTOP or the like)");

    private readonly ListeningPorts _listening = new(parts.Commands, child, parts.Clock);
    private (ServiceState, string?) _told;

    public async Task WatchAsync(CancellationToken cancellationToken)
    {
        var monitor = new HealthMonitor(LookAsync, parts.Clock);
        var probation = start.IsLooping ? HealthMonitor.Interval : TimeSpan.Zero;
        try
        {
            await monitor.RunAsync(
                Patience.Of(service, start.TimeLeft, probation), finding => FoundAsync(finding, cancellationToken),
                cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return;
        }
    }

    private async Task<Miss?> LookAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        parts.MemoryKills.Count();
        return child.IsSuspended ? Suspended : await parts.Probe.TryAsync(service, atMost, cancellationToken);
    }

    private async Task FoundAsync(Finding finding, CancellationToken cancellationToken)
    {
        if (finding.IsHealthy)
            start.BecameHealthy();
        var state = finding switch
        {
            { IsHealthy: true } => ServiceState.Healthy,
            { IsEarly: true } => start.StateBeforeHealthy,
            _ => ServiceState.Unhealthy,
        };
        var reason = finding.Miss is { } miss ? await ExplainAsync(miss, cancellationToken) : null;
        if (finding.IsEarly && start.WhyAgain is { } again)
            reason = $"{again}; {reason}";
        if (_told == (state, reason))
            return;

        _told = (state, reason);
        Tell(state, reason);
    }

    /// <summary>A listener on another port says more than that the wanted one is closed.</summary>
    private async Task<string> ExplainAsync(Miss miss, CancellationToken cancellationToken)
    {
        if (miss.ClosedPort is not { } port
            || await _listening.ReadAsync(cancellationToken) is not { Count: > 0 } others || others.Contains(port))
        {
            return miss.Reason;
        }

        var ports = string.Join(
            " and ", others.Select(other => other.ToString(CultureInfo.InvariantCulture)));
        return miss.Reason.Replace(
            string.Create(CultureInfo.InvariantCulture, $"nothing accepts connections on port {port}"),
            string.Create(CultureInfo.InvariantCulture, $"it listens on {ports}, not on {port}"),
            StringComparison.Ordinal);
    }

    private void Tell(ServiceState state, string? reason)
    {
        var isNews = parts.Board.StateOf(service.Name) != state;
        if (isNews)
            log.Write(LogStream.Nexus, reason is null ? "healthy" : $"unhealthy: {reason}");
        var tail = state is ServiceState.Unhealthy && log.Recent is { Length: > 0 } recent
            ? $"; its log ends with:\n{recent}" : "";
        parts.Board.Set(service.Name, snapshot => snapshot with
        {
            State = state,
            Reason = reason is null ? null : reason + tail,
        });
    }
}
