using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using Nexus.Contracts;

namespace Nexus.Node.Agent;

/// <summary>Opens WebSockets to the server.</summary>
internal sealed class ServerSockets(HttpMessageInvoker http)
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(15);

    /// <summary>Notices at once, by its pings, when the server is gone.</summary>
    public Task<WebSocket> OpenControlAsync(ServerAddress server, string token, CancellationToken cancellationToken) =>
        OpenAsync(server.Control, token, TimeSpan.FromSeconds(10), cancellationToken);

    /// <summary>
    /// Without pings: a far end that does not read, because nobody uses the stream yet or its reader is slow, does not
    /// answer them either. The control connection and TCP notice for it.
    /// </summary>
    public Task<WebSocket> OpenDataAsync(ServerAddress server, string token, CancellationToken cancellationToken) =>
        OpenAsync(server.Data, token, Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>HTTP over the unix socket of the user's own server, else over TCP.</summary>
    public static SocketsHttpHandler NewHandler(LocalServer local) => new()
    {
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        ConnectCallback = async (context, cancellationToken) =>
        {
            var server = context.DnsEndPoint;
            var socket = local.SocketAt(server.Host, server.Port) is { } path
                ? await TryConnectAsync(path, cancellationToken)
                : null;
            return new NetworkStream(socket ?? await ConnectAsync(server, cancellationToken), ownsSocket: true);
        },
    };

    /// <returns>Null: nobody listens there.</returns>
    private static async Task<Socket?> TryConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Over TCP, so that it notices a vanished peer within half a minute.</summary>
    private static async Task<Socket> ConnectAsync(DnsEndPoint server, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(server, cancellationToken);
            // Not before: a socket with such options cannot try several addresses.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 15);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 5);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <exception cref="NexusException">
    /// <c>node.join_refused</c>: the server does not know this node's token.
    /// </exception>
    /// <exception cref="IOException">It cannot be reached, or is no such server.</exception>
    private async Task<WebSocket> OpenAsync(
        Uri address, string token, TimeSpan pingLimit, CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        socket.Options.KeepAliveInterval = TimeSpan.FromSeconds(5);
        socket.Options.KeepAliveTimeout = pingLimit;
        socket.Options.CollectHttpResponseDetails = true;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(ConnectLimit);
        try
        {
            await socket.ConnectAsync(address, http, deadline.Token);
            return socket;
        }
        catch (Exception e) when (e is WebSocketException or HttpRequestException or OperationCanceledException)
        {
            var status = socket.HttpStatusCode;
            socket.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            if (status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
                throw new NexusException(AgentErrors.JoinRefused(address), e);
            throw new IOException(status == default ? e.Message : $"It answered {(int)status}.", e);
        }
    }
}
