using System.Diagnostics;
using Nexus.Platform.Metrics;

namespace Nexus.Server.Telemetry;

/// <summary>Sends spans and figures while somebody wants them, and what is left when the server ends.</summary>
internal sealed partial class Export(
    OtlpOptions options, OtlpSender sender, SpanQueue spans, IEnumerable<IFigures> figures, TimeProvider clock,
    ILogger<Export> logger) : BackgroundService
{
    private const int LargestBatch = 512;
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(5);
    private readonly DateTimeOffset _started = clock.GetUtcNow();
    private string? _why;

    /// <summary>On its way: what is interrupted by the end of the server is sent again with its last words.</summary>
    private List<Activity> _batch = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(
                EachAsync(options.SpansEvery, SendSpansAsync, stoppingToken),
                EachAsync(options.MetricsEvery, SendMetricsAsync, stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            using var last = new CancellationTokenSource(LastWords, clock);
            try
            {
                await SendSpansAsync(last.Token);
                await SendMetricsAsync(last.Token);
            }
            catch (OperationCanceledException)
            {
                Told("the server ended");
            }
        }
    }

    private async Task EachAsync(
        TimeSpan period, Func<CancellationToken, Task> send, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(period, clock);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                await send(cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Told(e.Message); // The server has better to do than to end of this.
            }
        }
    }

    private async Task SendSpansAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_batch.Count == 0)
                _batch = spans.Take(LargestBatch);
            if (_batch.Count == 0)
                return;
            var why = await sender.SendAsync(
                "v1/traces", "resourceSpans", json => OtlpSpans.WriteTo(json, _batch), cancellationToken);
            if (why is not null)
                spans.Drop(_batch.Count);
            _batch = [];
            Told(why);
        }
    }

    private async Task SendMetricsAsync(CancellationToken cancellationToken)
    {
        var metrics = new OtlpMetrics(_started, clock.GetUtcNow());
        foreach (var each in figures)
            await each.WriteAsync(metrics, cancellationToken);
        Told(await sender.SendAsync(
            "v1/metrics", "resourceMetrics",
            json =>
            {
                json.WriteStartArray("scopeMetrics"u8);
                json.WriteStartObject();
                json.WriteStartObject("scope"u8);
                json.WriteString("name"u8, "nexus"u8);
                json.WriteEndObject();
                metrics.WriteTo(json);
                json.WriteEndObject();
                json.WriteEndArray();
            },
            cancellationToken));
    }

    /// <summary>Once when it begins to fail, and once when it is over.</summary>
    private void Told(string? why)
    {
        if (why is not null && _why is null)
            LogFailing(options.Endpoint, why);
        else if (why is null && _why is not null)
            LogBack(options.Endpoint, spans.Dropped);
        _why = why;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Traces and metrics do not reach {Endpoint}: {Why}")]
    private partial void LogFailing(Uri? endpoint, string why);

    [LoggerMessage(Level = LogLevel.Information,
        Message = "Traces and metrics reach {Endpoint} again; {Dropped} spans were dropped so far")]
    private partial void LogBack(Uri? endpoint, long dropped);
}
