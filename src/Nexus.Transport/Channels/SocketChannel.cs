using System.Net.Sockets;

namespace Nexus.Transport.Channels;

/// <summary>A connected TCP or unix socket, which it owns.</summary>
public sealed class SocketChannel(Socket socket) : ByteChannel
{
    public Socket Socket => socket;

    /// <exception cref="IOException">Nobody listens.</exception>
    public static async Task<SocketChannel> ConnectUnixAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new SocketChannel(socket);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new IOException($"Nothing listens on {path}.", e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await socket.ReceiveAsync(buffer, cancellationToken);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw new IOException("The connection was reset.", e);
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            while (buffer.Length > 0)
                buffer = buffer[await socket.SendAsync(buffer, cancellationToken)..];
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw new IOException("The connection was reset.", e);
        }
    }

    public override ValueTask CompleteWritesAsync(CancellationToken cancellationToken)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw new IOException("The connection was reset.", e);
        }

        return default;
    }

    public override void Reset()
    {
        if (socket.AddressFamily is not AddressFamily.Unix && socket.SafeHandle is { IsClosed: false })
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Dispose();
    }

    public override ValueTask DisposeAsync()
    {
        socket.Dispose();
        return default;
    }
}
