using System.Net.WebSockets;

namespace Nexus.Transport.Channels;

/// <summary>
/// One TCP stream over one WebSocket: binary frames are its bytes, the text frames <c>eof</c> and <c>reset</c> the only
/// control. The kernel does flow control, and nobody blocks anybody.
/// </summary>
public sealed class WebSocketChannel(WebSocket webSocket) : ByteChannel
{
    private static readonly byte[] Eof = "eof"u8.ToArray();
    private static readonly byte[] ResetWord = "reset"u8.ToArray();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private bool _hasEnded;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_hasEnded)
            return 0;

        var frame = await ReceiveAsync(buffer, cancellationToken);
        while (frame is { MessageType: WebSocketMessageType.Binary, Count: 0 })
            frame = await ReceiveAsync(buffer, cancellationToken);
        if (frame.MessageType is WebSocketMessageType.Binary)
            return frame.Count;

        _hasEnded = true;
        if (frame.MessageType is WebSocketMessageType.Text && buffer.Span[..frame.Count].SequenceEqual(Eof))
            return 0;
        throw new IOException("The peer reset the stream.");
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken) =>
        buffer.IsEmpty ? default : SendAsync(buffer, WebSocketMessageType.Binary, cancellationToken);

    public override ValueTask CompleteWritesAsync(CancellationToken cancellationToken) =>
        SendAsync(Eof, WebSocketMessageType.Text, cancellationToken);

    public override void Reset() => End(webSocket.Abort);

    /// <summary>
    /// Says <c>reset</c> if that can be done at once, so that the far end need not wait for a time-out.
    /// </summary>
    public async ValueTask SayResetAsync(CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(ResetWord, WebSocketMessageType.Text, cancellationToken);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            Reset();
        }
    }

    public override ValueTask DisposeAsync()
    {
        End(webSocket.Dispose);
        _sending.Dispose();
        return default;
    }

    /// <summary>On a server the request that carried it may be over, and then it cannot be ended once more.</summary>
    private static void End(Action end)
    {
        try
        {
            end();
        }
        catch (ObjectDisposedException)
        {
            return;
        }
    }

    private async ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(
        Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await webSocket.ReceiveAsync(buffer, cancellationToken);
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or InvalidOperationException
            || WebSocketEnd.IsOwn(e, cancellationToken))
        {
            throw new IOException("The connection broke.", e);
        }
    }

    private async ValueTask SendAsync(
        ReadOnlyMemory<byte> buffer, WebSocketMessageType type, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            await webSocket.SendAsync(buffer, type, endOfMessage: true, cancellationToken);
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or InvalidOperationException
            || WebSocketEnd.IsOwn(e, cancellationToken))
        {
            throw new IOException("The connection broke.", e);
        }
        finally
        {
            _sending.Release();
        }
    }
}
