using Nexus.Contracts;
using Nexus.Processes;
using Nexus.Spec;
using Nexus.Workspaced.Exec;
using Nexus.Workspaced.Health;
using Nexus.Workspaced.Logs;
using Nexus.Workspaced.Setup;

namespace Nexus.Workspaced.Services;

/// <summary>One run of a service's command, from its start until nothing of it is left.</summary>
internal sealed class ServiceRun(ServiceConfig service, ServiceParts parts, ServiceLog log, ServiceStart start)
{
    /// <returns>Null when it ended by itself; else the dependency it was stopped for.</returns>
    public async Task<string?> RunAsync(Dependencies dependencies, Func<TimeSpan> grace, CancellationToken stop)
    {
        var child = Start();
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var output = OutputPump.FollowAsync(child, KeepAsync, CancellationToken.None);
        var health = WatchHealthAsync(watching.Token);
        var lost = dependencies.WaitLostAsync(watching.Token);
        await Task.WhenAny(child.Exited, lost, Task.Delay(Timeout.Infinite, watching.Token));
        var endedItself = child.Exited.IsCompleted;

        await watching.CancelAsync();
        await child.StopTreeAsync(endedItself ? TimeSpan.Zero : grace(), CancellationToken.None);
        await health;
        var code = await output;
        log.EndLines();
        parts.Board.Set(service.Name, snapshot => snapshot with { LastExitCode = code });
        if (endedItself)
        {
            start.Exited(code);
            return null;
        }

        stop.ThrowIfCancellationRequested();
        return await lost;
    }

    private ChildProcess Start()
    {
        var directory = service.WorkingDirectory is { } below
            ? Path.Combine(parts.Commands.User.Repository, below)
            : null;
        log.Forget();
        var argv = UserCommands.Shell(service.Command);
        var child = parts.Commands.Start(parts.Commands.Request(argv, service.Environment, directory) with
        {
            Output = StdioTarget.Pipe,
            Error = StdioTarget.Pipe,
        });
        log.Write(LogStream.Nexus, $"started: {service.Command.Split('\n')[0]}");
        parts.Board.Set(service.Name, snapshot => snapshot with
        {
            State = start.StateBeforeHealthy,
            Reason = null,
            StartedAt = parts.Clock.GetUtcNow(),
        });
        return child;
    }

    private ValueTask KeepAsync(FrameKind stream, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        log.Append(stream is FrameKind.Stdout ? LogStream.Stdout : LogStream.Stderr, bytes.Span);
        return default;
    }

    private async Task WatchHealthAsync(CancellationToken cancellationToken)
    {
        try
        {
            await new HealthMonitor(parts.Probe, parts.Clock).RunAsync(
                service, start.TimeLeft, Found, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return;
        }
    }

    private void Found(Finding finding)
    {
        if (finding.IsHealthy)
            start.BecameHealthy();
        var state = finding.IsHealthy ? ServiceState.Healthy : ServiceState.Unhealthy;
        if (parts.Board.StateOf(service.Name) != state)
            log.Write(LogStream.Nexus, finding.IsHealthy ? "healthy" : $"unhealthy: {finding.Reason}");
        var tail = log.Recent is { Length: > 0 } recent ? $"; its log ends with:\n{recent}" : "";
        parts.Board.Set(service.Name, snapshot => snapshot with
        {
            State = state,
            Reason = finding.IsHealthy ? null : finding.Reason + tail,
        });
    }
}
