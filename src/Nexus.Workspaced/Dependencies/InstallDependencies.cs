using Nexus.Contracts;
using Nexus.Processes;
using Nexus.Spec.Detecting;
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
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    public Task AnswerAsync(Connection connection, CancellationToken cancellationToken)
    {
        var installs = plan.Dependencies();
        return new ShownWork(Limit, clock).AnswerAsync(
            connection, (frames, token) => InstallAsync(installs, frames, token),
            DependencyErrors.TimedOut(workspaceId, Limit), cancellationToken);
    }

    /// <exception cref="NexusException"><c>dependencies.tool_missing</c>, <c>dependencies.failed</c>.</exception>
    private async Task<int> InstallAsync(
        IReadOnlyList<DependencyInstall> installs, FrameChannel frames, CancellationToken cancellationToken)
    {
        foreach (var install in installs.Where(install => !stamps.IsDone(install)))
        {
            if (await MissingAsync(install, cancellationToken) is { } missing)
                throw new NexusException(DependencyErrors.ToolMissing(workspaceId, install, missing, plan.Detected));
            var (code, tail) = await RunAsync(install, frames, cancellationToken);
            if (code != 0)
                throw new NexusException(DependencyErrors.Failed(workspaceId, install, code, tail));
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

    private async Task<(int Code, string Tail)> RunAsync(
        DependencyInstall install, FrameChannel frames, CancellationToken cancellationToken)
    {
        var log = logs.Open(LogStore.Own);
        var tail = new OutputTail();
        var directory = DirectoryOf(install);
        log.Append(LogStream.Stdout, System.Text.Encoding.UTF8.GetBytes($"$ {install.Typed}\n"));
        var child = commands.Start(commands.Request(UserCommands.Shell(install.Command), directory: directory) with
        {
            Output = StdioTarget.Pipe,
            Error = StdioTarget.Pipe,
        });
        var code = await OutputPump.FollowAsync(child, AllAsync, cancellationToken);
        return (code, tail.ToString());

        ValueTask AllAsync(FrameKind stream, ReadOnlyMemory<byte> bytes, CancellationToken token)
        {
            log.Append(stream is FrameKind.Stdout ? LogStream.Stdout : LogStream.Stderr, bytes.Span);
            tail.Add(bytes.Span);
            return frames.WriteAsync(stream, bytes, token);
        }
    }
}
