using System.Globalization;
using Nexus.Contracts;
using Nexus.Processes;

namespace Nexus.Cli.Daemons;

/// <summary>Starts, finds and stops a daemon; never touches another process that got its pid.</summary>
internal sealed class DaemonControl(Caller caller, Daemon daemon)
{
    private static readonly TimeSpan StartAtMost = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan StopAtMost = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(30);

    public Daemon Daemon => daemon;

    /// <summary>Null when it does not run.</summary>
    public ProcessIdentity? Running() =>
        File.Exists(daemon.PidFile)
        && int.TryParse(File.ReadAllText(daemon.PidFile), CultureInfo.InvariantCulture, out var pid)
            ? RunningProgram.Find(pid, daemon.Program)
            : null;

    /// <summary>In our place, for systemd and for watching.</summary>
    /// <exception cref="NexusException"><c>program.missing</c>.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await ForegroundProcess.RunAsync(
                new(ProgramPath(), daemon.Arguments), caller.Clock, daemon.Environment, cancellationToken);
        }
        catch (SpawnException e)
        {
            throw new NexusException(CliErrors.NotStarted(daemon.Program, e.Message, daemon.LogFile), e);
        }
    }

    /// <summary>Whether it runs already; one that is about to answer, or to end, is waited for.</summary>
    /// <exception cref="NexusException"><c>daemon.not_ready</c>.</exception>
    public async Task<bool> RunsAsync(
        Func<ProcessIdentity, CancellationToken, Task<bool>> isReady, CancellationToken cancellationToken)
    {
        var started = caller.Clock.GetTimestamp();
        while (Running() is { } process)
        {
            if (await isReady(process, cancellationToken) && Running() == process)
                return true;
            if (caller.Clock.GetElapsedTime(started) > StartAtMost)
            {
                throw new NexusException(daemon.WhyItGoesOn(process.Pid)
                    ?? CliErrors.NotReady(daemon.Program, process.Pid, daemon.LogFile));
            }

            await Task.Delay(Pause, caller.Clock, cancellationToken);
        }

        return false;
    }

    /// <param name="isReady">Asked again and again.</param>
    /// <param name="cancellationToken">Stops waiting; what was started goes on.</param>
    /// <exception cref="NexusException">
    /// <c>daemon.not_started</c>, <c>daemon.not_ready</c>, <c>program.missing</c>, or what the program itself said.
    /// </exception>
    public async Task<ProcessIdentity> DetachAsync(
        Func<ProcessIdentity, CancellationToken, Task<bool>> isReady, CancellationToken cancellationToken)
    {
        StartLog.MakeRoom(daemon.LogFile);
        using var spawner = new Spawner(caller.Clock);
        var log = StartLog.Before(daemon.LogFile);
        var process = Start(spawner);
        var started = caller.Clock.GetTimestamp();
        while (!await isReady(process, cancellationToken))
        {
            if (!process.IsAlive)
                throw NotStarted("it ended at once", log);
            if (caller.Clock.GetElapsedTime(started) > StartAtMost)
            {
                if (daemon.WhyItGoesOn(process.Pid) is { } why)
                    throw new NexusException(why);
                process.Send(Signal.Terminate);
                throw NotStarted($"it was not ready after {StartAtMost.TotalSeconds:0} seconds and was stopped", log);
            }

            await Task.Delay(Pause, caller.Clock, cancellationToken);
        }

        return process;
    }

    /// <returns>False when it did not run.</returns>
    /// <exception cref="NexusException"><c>daemon.not_stopped</c>.</exception>
    public async Task<bool> StopAsync(CancellationToken cancellationToken)
    {
        if (Running() is not { } process || !process.Send(Signal.Terminate))
            return false;
        return await process.WaitGoneAsync(StopAtMost, caller.Clock, cancellationToken)
            ? true
            : throw new NexusException(CliErrors.NotStopped(daemon.Program, process.Pid));
    }

    /// <summary>Already stopped is stopped.</summary>
    public async Task<int> StopAndTellAsync(bool json, CancellationToken cancellationToken)
    {
        var wasRunning = await StopAsync(cancellationToken);
        var view = new DaemonView { Program = daemon.Program, IsRunning = false, Log = daemon.LogFile };
        if (json)
            caller.Output.Json(view, CliJson.Default.DaemonView);
        else
            caller.Output.Say(wasRunning ? "stopped" : "it did not run");
        return ExitCode.Ok;
    }

    private ProcessIdentity Start(Spawner spawner)
    {
        try
        {
            return DetachedProcess.Start(
                spawner, new(ProgramPath(), daemon.Arguments), daemon.Environment, "/", daemon.LogFile);
        }
        catch (SpawnException e)
        {
            throw new NexusException(CliErrors.NotStarted(daemon.Program, e.Message, daemon.LogFile), e);
        }
    }

    private string ProgramPath()
    {
        var path = Path.Combine(caller.Place.Programs, daemon.Program);
        return File.Exists(path)
            ? path
            : throw new NexusException(
                CliErrors.ProgramMissing(path, "Run './build', or set NEXUS_BIN to its directory."));
    }

    /// <summary>Its own word when it has one, else the end of its log: that says more than we can.</summary>
    private NexusException NotStarted(string why, StartLog log)
    {
        var tail = log.Tail();
        if (StartLog.ErrorOf(tail) is { } error)
            return new(error);
        foreach (var line in tail)
            caller.Output.Say($"  | {line}");
        return new(CliErrors.NotStarted(daemon.Program, why, daemon.LogFile));
    }
}
