using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;
using Nexus.Contracts;
using Nexus.Processes;

namespace Nexus.Node.Providers.Docker;

/// <summary>
/// What keeps containers from each other. A node that is root closes each one after its start, which costs least and
/// needs no rules of the engine: its port of the bridge talks to no other closed port, and its own packet filter lets
/// nobody begin a connection to it. Any other node has a network in which the engine keeps them apart. Both rest on
/// the containers having no raw sockets, with which they could take each other's addresses.
/// </summary>
/// <param name="engine">Whose containers.</param>
/// <param name="processes">Runs the filter's program.</param>
/// <param name="nodeId">Whose network.</param>
/// <param name="isRoot">Of the machine.</param>
/// <param name="networkCame">Told of a new network before anything is in it.</param>
/// <param name="logger">Told when there is no wall.</param>
internal sealed partial class DockerWall(
    DockerEngine engine, IProcessRunner processes, Func<string> nodeId, bool isRoot,
    Func<CancellationToken, Task> networkCame, ILogger logger)
{
    private readonly ConcurrentDictionary<string, int> _closed = new(StringComparer.Ordinal);

    /// <returns>The network for a container, which is there now; null: the engine's own.</returns>
    /// <exception cref="NexusException"><c>docker.no_wall</c>.</exception>
    public async Task<string?> NetworkAsync(CancellationToken cancellationToken)
    {
        if (isRoot && await IsBridgeHereAsync(cancellationToken))
            return null;
        var name = DockerRequests.NetworkOf(nodeId());
        try
        {
            await EnsureAsync(name, cancellationToken);
            return name;
        }
        catch (NexusException e) when (e.Error.Code is "docker.failed")
        {
            throw new NexusException(DockerErrors.NoWall(e.Error.Message), e);
        }
    }

    /// <summary>Before a start: somebody may have tidied up its network while it did not run.</summary>
    public async Task PrepareAsync(ContainerInfo container, CancellationToken cancellationToken)
    {
        var name = DockerRequests.NetworkOf(nodeId());
        if (container.HostConfig?.NetworkMode != name)
            return;
        await EnsureAsync(name, cancellationToken);
        // A container knows its network by id; one that is connected already says so.
        await engine.SendAsync(
            DockerRequests.Connect(name, container.Id), cancellationToken, HttpStatusCode.Forbidden);
    }

    /// <summary>After a start. One that is closed or does not run is left as it is.</summary>
    /// <returns>Why others can reach it; null: they cannot.</returns>
    public async Task<string?> CloseAsync(
        string workspaceId, ContainerInfo container, CancellationToken cancellationToken)
    {
        if (!isRoot || container is not { State: { Running: true, Pid: > 0 and var pid } }
            || container.HostConfig?.NetworkMode == DockerRequests.NetworkOf(nodeId())
            || container.NetworkSettings?.SandboxKey is not { Length: > 0 } network
            || (_closed.TryGetValue(workspaceId, out var closed) && closed == pid))
        {
            return null;
        }

        var (noPort, noFilter) = (Isolate(pid), await FilterAsync(network, cancellationToken));
        if (noPort is not null && noFilter is not null)
        {
            LogOpen(workspaceId, $"{noPort}; {noFilter}");
            return $"{noPort}; {noFilter}";
        }

        _closed[workspaceId] = pid;
        if (noFilter is not null)
            LogNoFilter(workspaceId, noFilter);
        return null;
    }

    /// <summary>The network goes with the last container of this node.</summary>
    public async Task ForgetAsync(
        string workspaceId, IReadOnlyList<EnvironmentInfo> left, CancellationToken cancellationToken)
    {
        _closed.TryRemove(workspaceId, out _);
        if (left.Count > 0)
            return;
        var name = DockerRequests.NetworkOf(nodeId());
        if (await FindAsync(name, cancellationToken) is { Labels: { } labels }
            && labels.GetValueOrDefault(DockerRequests.NodeLabel) == nodeId())
        {
            await engine.SendAsync(
                DockerRequests.DestroyNetwork(nodeId()), cancellationToken, HttpStatusCode.NotFound,
                HttpStatusCode.Forbidden);
        }
    }

    private async Task EnsureAsync(string name, CancellationToken cancellationToken)
    {
        if (await FindAsync(name, cancellationToken) is not null)
            return;
        await engine.SendAsync(DockerRequests.CreateNetwork(nodeId()), cancellationToken, HttpStatusCode.Conflict);
        await networkCame(cancellationToken);
    }

    private Task<NetworkInfo?> FindAsync(string name, CancellationToken cancellationToken) =>
        engine.GetAsync(DockerRequests.Network(name), DockerJson.Default.NetworkInfo, cancellationToken);

    /// <summary>Not when the engine runs in a machine or a network of its own.</summary>
    private async Task<bool> IsBridgeHereAsync(CancellationToken cancellationToken) =>
        await FindAsync("bridge", cancellationToken) is { Options: { } options }
        && options.TryGetValue(DockerRequests.BridgeName, out var name)
        && Directory.Exists($"/sys/class/net/{name}/bridge");

    /// <returns>Why not; null: its ports of bridges are isolated.</returns>
    private static string? Isolate(int pid, int attempts = 3)
    {
        try
        {
            var inside = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/root/sys/class/net");
            var peers = Directory.EnumerateDirectories(inside)
                .Select(link => File.ReadAllText(Path.Combine(link, "iflink")).Trim())
                .ToHashSet(StringComparer.Ordinal);
            var ports = Directory.EnumerateDirectories("/sys/class/net")
                .Where(link => peers.Contains(File.ReadAllText(Path.Combine(link, "ifindex")).Trim()))
                .Select(link => Path.Combine(link, "brport", "isolated"))
                .Where(File.Exists)
                .ToList();
            ports.ForEach(port => File.WriteAllText(port, "1"));
            return ports.Count > 0 ? null : "its port of the bridge is not found";
        }
        catch (IOException) when (attempts > 1)
        {
            return Isolate(pid, attempts - 1); // Another container's port went away meanwhile.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"its port of the bridge cannot be isolated: {e.Message}";
        }
    }

    /// <returns>Why not; null: the filter is there.</returns>
    private async Task<string?> FilterAsync(string network, CancellationToken cancellationToken)
    {
        if (!File.Exists(network))
            return "its network is not of this machine";
        var result = await processes.RunAsync(new ProcessRequest(Filter(network)), cancellationToken);
        return result.IsSuccess ? null : $"it has no packet filter: {result.Error.Trim()}";
    }

    /// <summary>Replaces the filter of a network as a whole.</summary>
    public static Argv Filter(string network) => new("nsenter", [
        $"--net={network}", "/bin/sh", "-c", "PATH=$PATH:/usr/sbin:/sbin; printf %s \"$1\" | iptables-restore -w 5",
        "sh", """
            *filter
            :INPUT DROP
            :FORWARD DROP
            :OUTPUT ACCEPT
            -A INPUT -i lo -j ACCEPT
            -A INPUT -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT
            COMMIT

            """]);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Other environments can reach {Whose}: {Reason}")]
    private partial void LogOpen(string whose, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "This machine can reach {Workspace}: {Reason}")]
    private partial void LogNoFilter(string workspace, string reason);
}
