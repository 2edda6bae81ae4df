using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Nexus.Contracts;

namespace Nexus.Server.Tests.Outbox;

/// <summary>A web server that is a target, and remembers what came.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly ConcurrentQueue<Received> _all = new();
    private readonly SemaphoreSlim _came = new(0);

    private Receiver(WebApplication server) => _server = server;

    public string Url => $"{_server.Urls.First()}/hook";

    /// <summary>Which status an event gets; null: 204.</summary>
    public Func<EventView, int>? Answer { get; set; }

    /// <summary>All that was taken, in the order in which it came.</summary>
    public IReadOnlyList<Received> Taken => [.. _all.Where(one => one.Status < 300)];

    public IReadOnlyList<Received> All => [.. _all];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var server = builder.Build();
        server.Urls.Add($"http://{IPAddress.Loopback}:0");
        var receiver = new Receiver(server);
        server.Run(receiver.TakeAsync);
        await server.StartAsync(Ct);
        return receiver;
    }

    public async Task UntilAsync(Func<Receiver, bool> isSo)
    {
        while (!isSo(this))
            await _came.WaitAsync(Ct);
    }

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var item = JsonSerializer.Deserialize(body.ToArray(), ContractsJson.Default.EventView)!;
        var status = Answer?.Invoke(item) ?? 204;
        context.Response.StatusCode = status;
        _all.Enqueue(new(
            $"{context.Request.Headers["X-Nexus-Delivery"]}", item, $"{context.Request.Headers["X-Hub-Signature-256"]}",
            body.ToArray(), status));
        _came.Release();
    }
}

/// <summary>One request.</summary>
internal sealed record Received(string Delivery, EventView Event, string Signature, byte[] Body, int Status)
{
    public bool IsSignedWith(string secret) => Signature
        == $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Body))}";
}
