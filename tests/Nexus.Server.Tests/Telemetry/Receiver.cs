using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Nexus.Server.Tests.Telemetry;

/// <summary>A span as it arrived.</summary>
internal sealed record Received(string Name, string TraceId, string SpanId, string? ParentId, JsonElement Json)
{
    public string? Text(string key) => Json.GetProperty("attributes").EnumerateArray()
        .Where(one => one.GetProperty("key").GetString() == key)
        .Select(one => one.GetProperty("value").GetProperty("stringValue").GetString()).FirstOrDefault();
}

/// <summary>An OTLP/HTTP receiver on a port of its own, which is also what steps of a blueprint call.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _refusals;

    private Receiver(WebApplication app) => _app = app;

    public ConcurrentQueue<Received> Spans { get; } = [];

    /// <summary>By name, as they came last.</summary>
    public ConcurrentDictionary<string, JsonElement> Metrics { get; } = new(StringComparer.Ordinal);

    /// <summary>Headers of what came to <c>/hook</c>.</summary>
    public ConcurrentQueue<Dictionary<string, string>> Calls { get; } = [];

    public ConcurrentQueue<Dictionary<string, string>> Exports { get; } = [];

    public string Address => _app.Urls.Single();

    /// <summary>So many exports are told to come again.</summary>
    public int Refusals
    {
        set => _refusals = value;
    }

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var receiver = new Receiver(builder.Build());
        receiver._app.Run(receiver.TakeAsync);
        await receiver._app.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        var headers = context.Request.Headers.ToDictionary(
            header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        if (context.Request.Path == "/hook")
        {
            Calls.Enqueue(headers);
            return;
        }

        if (Interlocked.Decrement(ref _refusals) >= 0)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        var body = await JsonDocument.ParseAsync(context.Request.Body);
        Exports.Enqueue(headers);
        foreach (var span in Of(body, "resourceSpans", "scopeSpans", "spans"))
            Spans.Enqueue(Read(span));
        foreach (var metric in Of(body, "resourceMetrics", "scopeMetrics", "metrics"))
            Metrics[metric.GetProperty("name").GetString()!] = metric;
        await context.Response.WriteAsync("{}");
    }

    private static IEnumerable<JsonElement> Of(JsonDocument body, string resources, string scopes, string items) =>
        body.RootElement.TryGetProperty(resources, out var all)
            ? all.EnumerateArray().SelectMany(resource => resource.GetProperty(scopes).EnumerateArray())
                .SelectMany(scope => scope.GetProperty(items).EnumerateArray())
            : [];

    private static Received Read(JsonElement span) => new(
        span.GetProperty("name").GetString()!, span.GetProperty("traceId").GetString()!,
        span.GetProperty("spanId").GetString()!,
        span.TryGetProperty("parentSpanId", out var parent) ? parent.GetString() : null, span);
}
