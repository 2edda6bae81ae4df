using System.Net;
using System.Net.Sockets;

namespace Nexus.Cli.Tests;

/// <summary>A real listener on a free port of the loopback, for what a canned handler cannot speak.</summary>
internal sealed class LocalServer : IAsyncDisposable
{
    private const int Attempts = 20;
    private readonly HttpListener _listener;
    private readonly Task _serving;

    /// <summary>A listener that is stopped while it is asked for the next one may never answer that.</summary>
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public LocalServer(Func<HttpListenerContext, Task> answer)
    {
        (_listener, Address) = Listen();
        _serving = ServeAsync(answer);
    }

    public Uri Address { get; }

    public async ValueTask DisposeAsync()
    {
        _stopped.SetResult();
        _listener.Stop();
        await _serving;
    }

    /// <summary>Another test may take the port that was free a moment ago.</summary>
    private static (HttpListener Listener, Uri Address) Listen()
    {
        for (var attempt = 1; ; attempt++)
        {
            var listener = new HttpListener();
            var address = new Uri($"http://127.0.0.1:{FreePort()}/");
            listener.Prefixes.Add(address.ToString());
            try
            {
                listener.Start();
                return (listener, address);
            }
            catch (HttpListenerException) when (attempt < Attempts)
            {
                listener.Close();
            }
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private async Task ServeAsync(Func<HttpListenerContext, Task> answer)
    {
        while (_listener.IsListening)
        {
            try
            {
                var next = _listener.GetContextAsync();
                if (await Task.WhenAny(next, _stopped.Task) != next)
                    return;
                await answer(await next);
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
