using Nexus.Contracts;
using Nexus.Processes;
using Nexus.Spec;
using Nexus.Workspaced.Exec;
using Nexus.Workspaced.Logs;
using Nexus.Workspaced.Setup;

namespace Nexus.Workspaced.Services;

/// <summary>One run of a service's command, from its start until nothing of it is left.</summary>
internal sealed class ServiceRun(ServiceConfig service, ServiceParts parts, ServiceLog log, ServiceStart start)
{
    /// <returns>Null when it ended by itself; else the dependency it was stopped for.</returns>
    public async Task<string?> RunAsync(Dependencies dependencies, Func<TimeSpan> grace, CancellationToken stop)
    {
        var kills = parts.MemoryKills.Count();
        var child = Start();
        using var live = parts.Live.Add(service.Name, child, parts.Clock.GetTimestamp());
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var output = OutputPump.FollowAsync(child, KeepAsync, CancellationToken.None);
        var health = new ServiceHealth(service, parts, log, start, child).WatchAsync(watching.Token);
        var lost = dependencies.WaitLostAsync(watching.Token);
        await Task.WhenAny(child.Exited, lost, Task.Delay(Timeout.Infinite, watching.Token));
        var endedItself = child.Exited.IsCompleted;

        await watching.CancelAsync();
        await StopAsync(child, endedItself ? TimeSpan.Zero : grace());
        await health;
        var code = await output;
        log.EndLines();
        parts.Board.Set(service.Name, snapshot => snapshot with { LastExitCode = code });
        if (endedItself)
        {
            var ranOut = code == ExitReason.Killed
                ? parts.MemoryKills.Explain(kills)
                : parts.MemoryKills.HitBeside(kills);
            start.Exited(code, ExitReason.Of(code, log.Recent, ranOut));
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
        var variables = parts.Secrets.VariablesOf(service);
        var child = parts.Commands.Start(parts.Commands.ProjectRequest(argv, variables, directory) with
        {
            Output = StdioTarget.Pipe,
            Error = StdioTarget.Pipe,
        });
        log.Write(LogStream.Nexus, $"started: {service.Command.Split('\n')[0]}");
        parts.Board.Set(service.Name, snapshot => snapshot with
        {
            State = start.StateBeforeHealthy,
            Reason = start.WhyAgain,
            StartedAt = parts.Clock.GetUtcNow(),
        });
        return child;
    }

    private ValueTask KeepAsync(FrameKind stream, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        log.Append(stream is FrameKind.Stdout ? LogStream.Stdout : LogStream.Stderr, bytes.Span);
        return default;
    }

    /// <summary>TERM, and KILL when that is not enough; who does not end when asked to is told of.</summary>
    private async Task StopAsync(ChildProcess child, TimeSpan grace)
    {
        if (grace <= TimeSpan.Zero)
        {
            await child.KillTreeAsync(CancellationToken.None);
            return;
        }

        var started = parts.Clock.GetTimestamp();
        var stopping = child.StopTreeAsync(grace, CancellationToken.None);
        using var waiting = new CancellationTokenSource();
        if (await Task.WhenAny(stopping, Task.Delay(grace / 2, parts.Clock, waiting.Token)) != stopping)
        {
            var left = $"{(grace / 2).TotalSeconds:0.#} s";
            parts.Board.Set(service.Name, snapshot => snapshot with
            {
                Reason = $"does not end on TERM, will be killed in {left}",
            });
        }

        await waiting.CancelAsync();
        await stopping;
        if (parts.Clock.GetElapsedTime(started) < grace)
            return;
        start.Forced = $"did not end on TERM, killed after {grace.TotalSeconds:0.#} s";
        log.Write(LogStream.Nexus, start.Forced);
    }
}
