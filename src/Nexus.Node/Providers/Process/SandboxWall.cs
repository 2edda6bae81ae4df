using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Nexus.Node.Environments;
using Nexus.Processes;

namespace Nexus.Node.Providers.Process;

/// <summary>
/// Keeps sandboxes from the containers and virtual machines beside them: the way out of a sandbox goes through the
/// machine, which reaches them all. In its own network they are unreachable, and nobody inside can change that.
/// </summary>
internal sealed partial class SandboxWall(
    Spawner spawner, EnvironmentDirectories directories, TimeProvider clock, ILogger logger)
{
    private const string Script =
        "printf 'route replace unreachable %s\\n' \"$@\" | PATH=$PATH:/usr/sbin:/sbin ip -batch -";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<KnownProcess, IReadOnlyList<string>> _closed = new();

    /// <summary>Closes what came since, in every sandbox that runs; what cannot be closed loses its way out.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var running = directories.All()
            .Select(record => new SandboxPaths(directories.PathOf(record.WorkspaceId)))
            .Select(paths => (Paths: paths, Sandbox: SandboxRecord.Read(paths)))
            .Where(found => found.Sandbox?.Running() is not null)
            .ToDictionary(found => found.Sandbox!.Main!);
        foreach (var ended in _closed.Keys.Where(main => !running.ContainsKey(main)))
            _closed.TryRemove(ended, out _);
        foreach (var (main, (paths, sandbox)) in running)
        {
            if (await CloseAsync(main, paths, cancellationToken) is not { } reason || !main.ToIdentity().IsAlive)
                continue;
            sandbox!.Egress?.ToIdentity().Send(Signal.Kill);
            LogEnded(sandbox.WorkspaceId, reason);
        }
    }

    /// <returns>Why not; null: what there is now is closed to it.</returns>
    public async Task<string?> CloseAsync(KnownProcess main, SandboxPaths paths, CancellationToken cancellationToken)
    {
        var networks = LocalBridges.Networks();
        var before = _closed.GetValueOrDefault(main) ?? [];
        if (!networks.Except(before, StringComparer.Ordinal).Any())
            return null;
        if (await CloseAsync(main.Pid, networks, paths, cancellationToken) is { } reason)
            return reason;
        _closed[main] = [.. networks.Union(before, StringComparer.Ordinal)];
        return null;
    }

    /// <summary>The machine's root has its rights from outside; another user in the user namespace it made.</summary>
    public static Argv Arguments(string network, bool isRoot, IReadOnlyList<string> unreachable)
    {
        IReadOnlyList<string> argv =
        [
            .. isRoot ? [] : SandboxNetwork.EnterOwner,
            "nsenter", $"--net={network}", "/bin/sh", "-c", Script, "sh", .. unreachable,
        ];
        return new(argv[0], [.. argv.Skip(1)]);
    }

    private async Task<string?> CloseAsync(
        int pid, IReadOnlyList<string> networks, SandboxPaths paths, CancellationToken cancellationToken)
    {
        using var network = SandboxNetwork.Of(pid);
        if (network is null)
            return "The environment has ended.";
        var log = StdioTarget.AppendTo(paths.EgressLog);
        await using var helper = spawner.Spawn(new SpawnRequest(Arguments(network.Path, SandboxUser.IsNeeded, networks))
        {
            Input = StdioTarget.Of(network.Owner),
            Output = log,
            Error = log,
        });
        try
        {
            return await helper.Exited.WaitAsync(Patience, clock, cancellationToken) == 0
                ? null
                : $"It cannot be closed to other environments, see {paths.EgressLog}.";
        }
        catch (TimeoutException)
        {
            return "It cannot be closed to other environments in time.";
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The way out of {Workspace} is ended. {Reason}")]
    private partial void LogEnded(string workspace, string reason);
}
