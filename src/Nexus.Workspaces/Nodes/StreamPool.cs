using System.Threading.Channels;
using Nexus.Transport.Channels;

namespace Nexus.Workspaces.Nodes;

/// <summary>Data connections a node holds ready. Each carries one stream and is then gone.</summary>
internal sealed class StreamPool
{
    /// <summary>What a node is asked to keep idle.</summary>
    public const int Idle = 8;

    private readonly Channel<PooledStream> _idle = Channel.CreateBounded<PooledStream>(
        new BoundedChannelOptions(64) { FullMode = BoundedChannelFullMode.DropOldest }, dropped => dropped.Finish());

    /// <summary>Completes when the stream was used up, or dropped.</summary>
    public async Task OfferAsync(WebSocketChannel channel, CancellationToken cancellationToken)
    {
        var pooled = new PooledStream(channel);
        _idle.Writer.TryWrite(pooled);
        await using var broken = cancellationToken.Register(pooled.Finish);
        await pooled.Finished;
    }

    public bool TryTake(out PooledStream stream)
    {
        while (_idle.Reader.TryRead(out var next))
        {
            if (next.Finished.IsCompleted)
                continue;
            stream = next;
            return true;
        }

        stream = null!;
        return false;
    }

    /// <summary>Those that wait here lead to nobody: a node that is held still leaves them open.</summary>
    public async Task DropAsync()
    {
        while (TryTake(out var idle))
            await idle.DisposeAsync();
    }

    /// <summary>Completes once a stream waits here to be taken.</summary>
    public async Task OfferedAsync(CancellationToken cancellationToken) =>
        await _idle.Reader.WaitToReadAsync(cancellationToken);

    public async Task<PooledStream> TakeAsync(CancellationToken cancellationToken)
    {
        PooledStream stream;
        do
            stream = await _idle.Reader.ReadAsync(cancellationToken);
        while (stream.Finished.IsCompleted);
        return stream;
    }
}

/// <summary>A data connection; the request that carries it ends when <see cref="Finish"/> is called.</summary>
internal sealed class PooledStream(WebSocketChannel channel) : IAsyncDisposable
{
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ByteChannel Channel => channel;

    public Task Finished => _finished.Task;

    public void Finish() => _finished.TrySetResult();

    public ValueTask DisposeAsync()
    {
        channel.Reset();
        Finish();
        return default;
    }
}
