using System.Collections.Concurrent;
using Nexus.Contracts;
using Nexus.Transport;
using Nexus.Transport.Control;

namespace Nexus.Workspaces.Nodes;

/// <summary>Streams to environments, over the data connections that their nodes hold ready.</summary>
public sealed class NodeStreams(Fleet fleet, TimeProvider clock)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<string, StreamPool> _pools = new(StringComparer.Ordinal);

    internal StreamPool PoolOf(string nodeId) => _pools.GetOrAdd(nodeId, _ => new StreamPool());

    /// <summary>A stream to an environment; the answer of the far side is returned with it.</summary>
    /// <exception cref="NexusException">
    /// <c>node.unreachable</c>, <c>node.no_answer</c>, or the far side's refusal.
    /// </exception>
    public async Task<OpenedChannel> OpenAsync(
        string nodeId, string nodeName, StreamRequest request, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var pooled = await TakeAsync(nodeId, nodeName, cancellationToken);
            try
            {
                return new(pooled, await pooled.Channel.OpenAsync(request, clock, cancellationToken));
            }
            catch (IOException) when (attempt < 2 * StreamPool.Idle)
            {
                // The node closed it while it was idle; the next one may be alive.
                await pooled.DisposeAsync();
            }
            catch (Exception e) when (e is IOException or TimeoutException)
            {
                await pooled.DisposeAsync();
                throw new NexusException(NodeErrors.NoAnswer(nodeName, request.Verb), e);
            }
            catch
            {
                await pooled.DisposeAsync();
                throw;
            }
        }
    }

    private async Task<PooledStream> TakeAsync(string nodeId, string nodeName, CancellationToken cancellationToken)
    {
        var pool = PoolOf(nodeId);
        if (pool.TryTake(out var ready))
            return ready;

        var link = fleet.LinkOf(nodeId) ?? throw new NexusException(NodeErrors.Unreachable(nodeName));
        using var deadline = new CancellationTokenSource(Deadline, clock);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await link.Control.NotifyAsync(
                ControlVerbs.Streams, new(1), TransportJson.Default.StreamsWanted, bound.Token);
            return await pool.TakeAsync(bound.Token);
        }
        catch (Exception e) when (e is IOException || !cancellationToken.IsCancellationRequested)
        {
            throw new NexusException(NodeErrors.Unreachable(nodeName), e);
        }
    }
}
