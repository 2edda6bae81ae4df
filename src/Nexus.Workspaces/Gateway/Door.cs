using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Nexus.Contracts;
using Nexus.Transport.Channels;
using Nexus.Workspaces.Nodes;

namespace Nexus.Workspaces.Gateway;

/// <summary>
/// A listening port of the server in front of one port of one environment: a plain splice, so that SSH stays encrypted
/// from end to end.
/// </summary>
internal sealed partial class Door : IAsyncDisposable
{
    /// <summary>Connections through one door at once; more are refused.</summary>
    private const int AtOnce = 256;

    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stop = new();
    private CancellationTokenSource _through = new();
    private readonly SemaphoreSlim _free = new(AtOnce, AtOnce);
    private readonly Socket _listener;
    private readonly Func<CancellationToken, Task<OpenedChannel>> _open;
    private readonly ILogger _logger;
    private readonly Task _accepting;
    private readonly int _port;

    private Door(Socket listener, Func<CancellationToken, Task<OpenedChannel>> open, ILogger logger)
    {
        (_listener, _open, _logger) = (listener, open, logger);
        _port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        // Who comes through later is not on the errand of whoever had it opened.
        using (ExecutionContext.SuppressFlow())
            _accepting = AcceptAsync();
    }

    /// <returns>Null when another program has the port.</returns>
    public static Door? TryOpen(
        IPAddress address, int port, Func<CancellationToken, Task<OpenedChannel>> open, ILogger logger)
    {
        var listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(new IPEndPoint(address, port));
            listener.Listen(backlog: 200);
            return new(listener, open, logger);
        }
        catch (SocketException)
        {
            listener.Dispose();
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await CutAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
        _through.Dispose();
    }

    /// <summary>Ends the connections that go through it now.</summary>
    public async Task CutAsync()
    {
        using var now = Interlocked.Exchange(ref _through, new());
        await now.CancelAsync();
    }

    private async Task AcceptAsync()
    {
        var open = new List<Task>();
        while (!_stop.IsCancellationRequested)
        {
            if (await TryAcceptAsync() is not { } socket)
                continue;
            open.RemoveAll(task => task.IsCompleted);
            if (_free.Wait(0))
                open.Add(ServeAsync(socket));
            else
                socket.Dispose();
        }

        LogClosed(_port);
        await Task.WhenAll(open);
    }

    /// <returns>Null when the door closes, and after a pause when nothing more can be opened for the moment.</returns>
    private async Task<Socket?> TryAcceptAsync()
    {
        try
        {
            return await _listener.AcceptAsync(_stop.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            return null;
        }
        catch (SocketException e)
        {
            LogNotAccepted(_port, e.Message);
            await Task.Delay(AcceptPause, TimeProvider.System, CancellationToken.None);
            return null;
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        // Not in the accept loop: a slow environment must not keep others waiting.
        await Task.Yield();
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, optionValue: true);
        await using var client = new SocketChannel(socket);
        try
        {
            using var through = CancellationTokenSource.CreateLinkedTokenSource(_through.Token, _stop.Token);
            await using var stream = await _open(through.Token);
            await Splice.RunAsync(client, stream.Channel, through.Token);
        }
        catch (NexusException e)
        {
            LogRefused(_port, e.Error.Code);
            client.Reset();
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            client.Reset(); // disposed: cut as it came
        }
        finally
        {
            _free.Release();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Port {Port} refused a connection: {Code}")]
    private partial void LogRefused(int port, string code);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Port {Port} cannot take a connection: {Reason}")]
    private partial void LogNotAccepted(int port, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Port {Port} is closed")]
    private partial void LogClosed(int port);
}
