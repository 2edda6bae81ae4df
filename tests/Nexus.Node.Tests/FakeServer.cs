using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Nexus.Contracts;
using Nexus.Transport.Channels;
using Nexus.Transport.Control;

namespace Nexus.Node.Tests;

/// <summary>The server's side of the node routes over real WebSockets, without a database behind it.</summary>
internal sealed class FakeServer : IAsyncDisposable
{
    public const string AdminToken = "admin-token";
    private readonly WebApplication _app;
    private readonly Channel<FakeSession> _sessions = Channel.CreateUnbounded<FakeSession>();
    private readonly Channel<WebSocketChannel> _streams = Channel.CreateUnbounded<WebSocketChannel>();
    private readonly CancellationTokenSource _stop = new();

    private FakeServer(WebApplication app) => _app = app;

    public string Url => _app.Urls.Single();

    public int Port => new Uri(Url).Port;

    public int Joins { get; private set; }

    public string NodeId { get; } = $"node-{Path.GetRandomFileName()[..8]}";

    public string NodeToken { get; set; } = "node-token";

    public long Epoch { get; set; } = 1;

    /// <summary>Of its home; null: an older server.</summary>
    public string? ServerId { get; set; }

    /// <summary>Answers the next hello with what is no welcome.</summary>
    public bool TalksNonsense { get; set; }

    /// <summary>What the verdict on an inventory says.</summary>
    public IReadOnlyList<string> Unknown { get; set; } = [];

    /// <summary>While it goes on nothing is read on connections whose node has sent a heartbeat.</summary>
    public Task Held { get; set; } = Task.CompletedTask;

    /// <summary>Looks before an inventory is answered; what it throws breaks the connection.</summary>
    public Action BeforeVerdict { get; set; } = () => { };

    public static async Task<FakeServer> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var app = builder.Build();
        var server = new FakeServer(app);
        app.UseWebSockets();
        app.MapPost("/api/v1/nodes/join", server.JoinAsync);
        app.Map("/api/v1/nodes/control", server.ControlAsync);
        app.Map("/api/v1/nodes/data", server.DataAsync);
        await app.StartAsync();
        return server;
    }

    /// <summary>The next time the node is there, has said hello and its inventory was answered.</summary>
    public async Task<FakeSession> SessionAsync(CancellationToken cancellationToken) =>
        await _sessions.Reader.ReadAsync(cancellationToken);

    /// <summary>A data connection the node opened.</summary>
    public async Task<WebSocketChannel> StreamAsync(CancellationToken cancellationToken) =>
        await _streams.Reader.ReadAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        _stop.Dispose();
    }

    private async Task JoinAsync(HttpContext context)
    {
        if (context.Request.Headers.Authorization != $"Bearer {AdminToken}")
        {
            context.Response.StatusCode = 401;
            return;
        }

        Joins++;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(JsonSerializer.Serialize(
            new JoinView(NodeId, "n", NodeToken), ContractsJson.Default.JoinView));
    }

    private async Task ControlAsync(HttpContext context)
    {
        if (await AcceptAsync(context) is not { } webSocket)
            return;
        using var session = new FakeSession(this, new ControlConnection(webSocket, TimeProvider.System));
        try
        {
            await session.RunAsync(() => _sessions.Writer.TryWrite(session), _stop.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            session.Ended.TrySetResult();
        }
    }

    private async Task DataAsync(HttpContext context)
    {
        if (await AcceptAsync(context) is not { } webSocket)
            return;
        _streams.Writer.TryWrite(new WebSocketChannel(webSocket));
        await Task.Delay(Timeout.Infinite, CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, _stop.Token).Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<WebSocket?> AcceptAsync(HttpContext context)
    {
        if (context.Request.Headers.Authorization == $"Bearer {NodeToken}")
            return await context.WebSockets.AcceptWebSocketAsync();
        context.Response.StatusCode = 401;
        return null;
    }
}
