using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Nexus.Workspaces.Nodes;

/// <summary>
/// A node unheard for three heartbeats is unreachable. Heartbeats live in memory: an idle fleet writes nothing.
/// </summary>
internal sealed partial class NodeWatch(
    Fleet fleet, NodeStreams streams, NodeStore nodes, TimeProvider clock, ILogger<NodeWatch> logger)
    : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = 3 * ControlEndpoint.Heartbeat;

    /// <summary>Who looks that late was held still itself, and has heard nobody.</summary>
    private static readonly TimeSpan Late = ControlEndpoint.Heartbeat;

    private readonly Dictionary<string, long> _missing = new(StringComparer.Ordinal);
    private long _looked;
    private long _back;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        _looked = _back = clock.GetTimestamp();
        foreach (var node in await nodes.ListAsync(after: null, limit: 1000, stoppingToken))
            _missing[node.Id] = clock.GetTimestamp();
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await DropSilentAsync();
            await TellAsync(stoppingToken);
        }
    }

    /// <summary>What cannot be recorded now is recorded at a later look.</summary>
    private async Task TellAsync(CancellationToken cancellationToken)
    {
        try
        {
            await MarkMissingAsync(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogNotTold(e);
        }
    }

    /// <summary>A frozen process keeps its sockets open: only its silence tells.</summary>
    private async Task DropSilentAsync()
    {
        var now = clock.GetTimestamp();
        if (clock.GetElapsedTime(_looked, now) > Late)
            _back = now;
        _looked = now;
        foreach (var link in fleet.Links)
        {
            _missing[link.Node.Id] = now;
            if (clock.GetElapsedTime(Math.Max(link.Control.LastHeard, _back), now) <= Patience)
                continue;
            LogSilent(link.Node.Name);
            fleet.Silenced(link);
            link.Control.Abort();
            await streams.PoolOf(link.Node.Id).DropAsync();
            _missing[link.Node.Id] = link.Control.LastHeard;
        }
    }

    private async Task MarkMissingAsync(CancellationToken cancellationToken)
    {
        foreach (var (id, since) in _missing.ToList())
        {
            if (fleet.IsConnected(id) || clock.GetElapsedTime(since) <= Patience)
                continue;
            await nodes.MarkAsync(id, isAway: true, cancellationToken);
            _missing.Remove(id);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "That a node is away could not be recorded")]
    private partial void LogNotTold(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Node {Node} has been silent for 15 seconds")]
    private partial void LogSilent(string node);
}
