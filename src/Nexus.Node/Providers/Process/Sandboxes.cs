using System.Globalization;
using Microsoft.Extensions.Logging;
using Nexus.Contracts;
using Nexus.Processes;

namespace Nexus.Node.Providers.Process;

/// <summary>
/// Starts, finds and ends sandboxes. What runs is known by pid and start time, written down at each start.
/// </summary>
internal sealed partial class Sandboxes(Spawner spawner, Egress egress, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan KillWait = TimeSpan.FromSeconds(10);

    /// <summary>Looks without writing: a command on the same sandbox may be under way.</summary>
    /// <returns>Null when there is no such sandbox.</returns>
    public static EnvironmentInfo? Inspect(SandboxPaths paths)
    {
        if (Found(paths) is not { IsBare: false } sandbox)
            return null;
        if (sandbox.Running() is not null)
            return new(sandbox.WorkspaceId, IsRunning: true);
        var reason = SandboxStatus.Read(paths.Status).ExitCode is { } code
            ? $"The sandbox ended with exit code {code}."
            : "The sandbox does not run.";
        return new(sandbox.WorkspaceId, IsRunning: false, reason);
    }

    public static string Tail(SandboxPaths paths)
    {
        const int most = 4096;
        if (!File.Exists(paths.Log))
            return "";
        using var log = new FileStream(paths.Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        log.Seek(-Math.Min(most, log.Length), SeekOrigin.End);
        using var reader = new StreamReader(log);
        return reader.ReadToEnd();
    }

    /// <exception cref="NexusException"><c>process.failed</c>, <c>environment.not_found</c>.</exception>
    public async Task StartAsync(SandboxPaths paths, string workspaceId, CancellationToken cancellationToken)
    {
        if (Current(paths) is not { IsBare: false } sandbox)
            throw new NexusException(ProviderErrors.EnvironmentNotFound(workspaceId));
        if (sandbox.Running() is null)
        {
            sandbox = await LaunchAsync(sandbox, paths, cancellationToken);
            sandbox.Write(paths);
            LogStarted(workspaceId, sandbox.Main?.Pid ?? 0);
        }

        if (sandbox.Egress?.ToIdentity() is { IsAlive: true } || sandbox.Main is not { } main)
            return;
        if (await egress.StartAsync(main, sandbox.User, paths, cancellationToken) is { } helper)
            (sandbox with { Egress = KnownProcess.Of(helper) }).Write(paths);
    }

    /// <summary>Absent or ended is done. Nothing of it is left afterwards.</summary>
    /// <exception cref="NexusException"><c>process.failed</c>: something of it cannot be killed.</exception>
    public async Task StopAsync(SandboxPaths paths, TimeSpan grace, CancellationToken cancellationToken)
    {
        if (Current(paths) is not { } sandbox)
            return;
        if (sandbox.BootId == SandboxRecord.CurrentBootId)
            await EndAsync(sandbox, grace, cancellationToken);
        if (sandbox.Group is { } group)
            await group.RemoveAsync(clock, cancellationToken);
    }

    private async Task EndAsync(SandboxRecord sandbox, TimeSpan grace, CancellationToken cancellationToken)
    {
        if (sandbox.Running() is { } main)
        {
            if (grace > TimeSpan.Zero && main.Send(Signal.Terminate))
                await main.WaitGoneAsync(grace, clock, cancellationToken);
            // The end of process 1 is the end of every process of its namespace.
            main.Send(Signal.Kill);
            if (!await main.WaitGoneAsync(KillWait, clock, cancellationToken))
                throw new NexusException(ProcessErrors.Unkillable(sandbox.WorkspaceId, main.Pid));
        }

        await EndAsync(sandbox.Monitor, cancellationToken);
        await EndAsync(sandbox.Egress, cancellationToken);
    }

    /// <summary>Both end by themselves; this is for the case that they do not.</summary>
    private async Task EndAsync(KnownProcess? process, CancellationToken cancellationToken)
    {
        if (process?.ToIdentity() is not { } identity)
            return;
        if (await identity.WaitGoneAsync(TimeSpan.FromSeconds(1), clock, cancellationToken))
            return;
        identity.Send(Signal.Kill);
        await identity.WaitGoneAsync(KillWait, clock, cancellationToken);
    }

    private async Task<SandboxRecord> LaunchAsync(
        SandboxRecord sandbox, SandboxPaths paths, CancellationToken cancellationToken)
    {
        File.Delete(paths.Log);
        var log = StdioTarget.AppendTo(paths.Log);
        var argv = Bounded(sandbox, SandboxArguments.Start(sandbox, paths, RootEntry.OfThisMachine()));
        var monitor = spawner.Spawn(
            new SpawnRequest(argv) { WorkingDirectory = paths.Root, Output = log, Error = log });
        while (true)
        {
            var status = SandboxStatus.Read(paths.Status);
            if (status.IsStillThere() && ProcessIdentity.Of(status.MainPid ?? 0) is { IsAlive: true } main
                && IsMade(main))
            {
                return sandbox with
                {
                    BootId = SandboxRecord.CurrentBootId,
                    Main = KnownProcess.Of(main),
                    Monitor = KnownProcess.Of(monitor.Identity),
                    Egress = null,
                };
            }

            if (monitor.Exited.IsCompleted && await monitor.Exited != SandboxArguments.AlreadyStarted)
                throw new NexusException(ProcessErrors.Failed(sandbox.WorkspaceId, Tail(paths).Trim()));
            await Task.Delay(Poll, clock, cancellationToken);
        }
    }

    /// <summary>
    /// It gives its network an address before it becomes the program. Whoever came into that network earlier, as the
    /// egress does, would be in its way.
    /// </summary>
    private static bool IsMade(ProcessIdentity main)
    {
        var name = $"/proc/{main.Pid.ToString(CultureInfo.InvariantCulture)}/comm";
        try
        {
            return File.ReadAllText(name).TrimEnd() is not SandboxArguments.Program;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>As it was made, also after a restart of the machine.</summary>
    private static Argv Bounded(SandboxRecord sandbox, Argv argv)
    {
        if (sandbox is not { Group: { } group, Limits: { } limits })
            return argv;
        try
        {
            group.Renew(limits);
            return SandboxArguments.In(group, argv);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NexusException(ProcessErrors.Failed(sandbox.WorkspaceId, e.Message), e);
        }
    }

    /// <summary>As it is, written down.</summary>
    private static SandboxRecord? Current(SandboxPaths paths)
    {
        var (written, found) = (SandboxRecord.Read(paths), Found(paths));
        if (found != written)
            found?.Write(paths);
        return found;
    }

    /// <summary>
    /// The record; a start that was interrupted before it was written down is found by bubblewrap's report.
    /// </summary>
    private static SandboxRecord? Found(SandboxPaths paths)
    {
        if (SandboxRecord.Read(paths) is not { } sandbox || sandbox.Running() is not null)
            return SandboxRecord.Read(paths);
        var status = SandboxStatus.Read(paths.Status);
        return status.IsStillThere() && ProcessIdentity.Of(status.MainPid ?? 0) is { IsAlive: true } main
            ? sandbox with { BootId = SandboxRecord.CurrentBootId, Main = KnownProcess.Of(main) }
            : sandbox;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Started the sandbox of {Workspace}, process {Pid}")]
    private partial void LogStarted(string workspace, int pid);
}
