using Nexus.Contracts;
using Nexus.Processes;
using Nexus.Spec.Detecting;
using Nexus.Transport;
using Nexus.Transport.Channels;
using Nexus.Workspaced.Channel;
using Nexus.Workspaced.Config;
using Nexus.Workspaced.Exec;
using Nexus.Workspaced.Logs;
using Nexus.Workspaced.Setup;

namespace Nexus.Workspaced.Dependencies;

/// <summary>
/// Answers <c>dependencies</c>: installs what was detected, each as the user and in its directory, unless nothing
/// changed since that succeeded.
/// </summary>
internal sealed class InstallDependencies(
    string workspaceId, WorkspacePlan plan, UserCommands commands, InstallStamps stamps, LogStore logs,
    TimeProvider clock)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    public Task AnswerAsync(Connection connection, CancellationToken cancellationToken)
    {
        var asked = connection.Request.Body is null
            ? null
            : connection.Body(TransportJson.Default.DependenciesRequest).LimitMs;
        var limit = asked is > 0 && asked < Longest.TotalMilliseconds
            ? TimeSpan.FromMilliseconds(asked.Value)
            : Longest;
        var installs = plan.Dependencies();
        var at = new Progress();
        return new ShownWork(limit, clock).AnswerAsync(
            connection, (frames, token) => InstallAsync(installs, at, frames, token),
            () => DependencyErrors.TimedOut(workspaceId, at.Install, limit, at.Tail.ToString()), cancellationToken);
    }

    /// <exception cref="NexusException"><c>dependencies.tool_missing</c>, <c>dependencies.failed</c>.</exception>
    private async Task<int> InstallAsync(
        IReadOnlyList<DependencyInstall> installs, Progress at, FrameChannel frames,
        CancellationToken cancellationToken)
    {
        foreach (var install in installs.Where(install => !stamps.IsDone(install)))
        {
            (at.Install, at.Tail) = (install, new());
            if (await MissingAsync(install, cancellationToken) is { } missing)
                throw new NexusException(DependencyErrors.ToolMissing(workspaceId, install, missing, plan.Detected));
            var code = await RunAsync(install, at.Tail, frames, cancellationToken);
            if (code != 0)
                throw new NexusException(DependencyErrors.Failed(workspaceId, install, code, at.Tail.ToString()));
            // Some tools write the lock file that decides the next time.
            stamps.Done(plan.Dependencies().FirstOrDefault(install.IsSameAs) ?? install);
        }

        return 0;
    }

    /// <returns>What it needs and the environment does not have; else null.</returns>
    private async Task<string?> MissingAsync(DependencyInstall install, CancellationToken cancellationToken)
    {
        if (!commands.Has(install.Tool))
            return install.Tool;
        if (install.Part is not { } part)
            return null;
        await using var check = commands.Start(
            commands.Request(UserCommands.Shell(part.Check), directory: DirectoryOf(install)));
        return await check.Exited.WaitAsync(cancellationToken) == 0 ? null : part.Name;
    }

    private string DirectoryOf(DependencyInstall install) =>
        Path.Combine(commands.User.Repository, install.Directory);

    private async Task<int> RunAsync(
        DependencyInstall install, OutputTail tail, FrameChannel frames, CancellationToken cancellationToken)
    {
        var log = logs.Open(LogStore.Own);
        var directory = DirectoryOf(install);
        log.Append(LogStream.Stdout, System.Text.Encoding.UTF8.GetBytes($"$ {install.Typed}\n"));
        var child = commands.Start(commands.Request(UserCommands.Shell(install.Command), directory: directory) with
        {
            Output = StdioTarget.Pipe,
            Error = StdioTarget.Pipe,
        });
        return await OutputPump.FollowAsync(child, AllAsync, cancellationToken);

        ValueTask AllAsync(FrameKind stream, ReadOnlyMemory<byte> bytes, CancellationToken token)
        {
            log.Append(stream is FrameKind.Stdout ? LogStream.Stdout : LogStream.Stderr, bytes.Span);
            tail.Add(bytes.Span);
            return frames.WriteAsync(stream, bytes, token);
        }
    }

    /// <summary>What is installed now, and the end of what it printed.</summary>
    private sealed class Progress
    {
        public DependencyInstall? Install { get; set; }

        public OutputTail Tail { get; set; } = new();
    }
}
