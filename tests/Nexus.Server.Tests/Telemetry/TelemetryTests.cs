using System.Globalization;
using System.Net.Http.Json;
using Nexus.Contracts;
using Nexus.Server.Tests.Artifacts;
using Nexus.Server.Tests.Blueprints;
using Nexus.Testing;

namespace Nexus.Server.Tests.Telemetry;

/// <summary>The real program and a receiver of OTLP over HTTP.</summary>
public sealed class TelemetryTests
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Caller = "b7ad6b7169203331";
    private const string Secret = "otlp-secret-0123456789";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_trace_leads_from_the_callers_request_through_run_step_and_action_to_what_is_called()
    {
        using var home = new TemporaryDirectory();
        await using var receiver = await Receiver.StartAsync();
        await using var server = await ServerProcess.StartAsync(home.Path, Wanted(receiver));
        var run = await RunAsync(server, receiver, $"00-{Trace}-{Caller}-01");

        Assert.Equal(0, await server.StopAsync());

        var ours = receiver.Spans.Where(span => span.TraceId == Trace).DistinctBy(span => span.SpanId).ToList();
        var request = ours.Single(span => span.Name == "POST /api/v1/runs");
        var begun = ours.Single(span => span.Name.StartsWith("run bp.calling@", StringComparison.Ordinal));
        var step = ours.Single(span => span.Name == "step call");
        var action = ours.Single(span => span.Name == "action http.call");
        var sent = ours.Single(span => span.ParentId == action.SpanId);
        Assert.Equal(
            (Caller, request.SpanId, begun.SpanId, step.SpanId),
            (request.ParentId, begun.ParentId, step.ParentId, action.ParentId));
        var call = Assert.Single(receiver.Calls);
        Assert.Equal($"00-{Trace}-{sent.SpanId}-01", call["traceparent"]);
        Assert.Equal(
            (run.CorrelationId, $"{run.RunId}"),
            (call["X-Correlation-Id"], call["X-Run-Id"]));
        Assert.All([request, begun, step], span => Assert.Equal(run.CorrelationId, span.Text("nexus.correlation_id")));
        Assert.Equal($"{run.RunId}", begun.Text("nexus.run.id"));
    }

    [Fact]
    public async Task Figures_are_sent_with_the_headers_that_are_asked_for()
    {
        using var home = new TemporaryDirectory();
        await using var receiver = await Receiver.StartAsync();
        receiver.Refusals = 2;
        await using var server = await ServerProcess.StartAsync(home.Path, Wanted(receiver));
        await RunAsync(server, receiver, trace: null);

        await server.StopAsync();

        var requests = receiver.Metrics["nexus_http_requests_total"].GetProperty("sum");
        Assert.True(requests.GetProperty("isMonotonic").GetBoolean());
        Assert.Contains(requests.GetProperty("dataPoints").EnumerateArray(), point => point.GetRawText().Contains(
            "\"/api/v1/runs\"", StringComparison.Ordinal));
        var flush = receiver.Metrics["nexus_ledger_flush_seconds"].GetProperty("histogram")
            .GetProperty("dataPoints")[0];
        Assert.Equal(
            flush.GetProperty("count").GetString(),
            $"{flush.GetProperty("bucketCounts").EnumerateArray().Sum(count => long.Parse(
                count.GetString()!, CultureInfo.InvariantCulture))}");
        Assert.True(receiver.Metrics.ContainsKey("process_resident_memory_bytes"));
        Assert.All(receiver.Exports, headers => Assert.Equal(Secret, headers["x-api-key"]));
        Assert.DoesNotContain(Secret, await File.ReadAllTextAsync(home.File("log"), Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_that_fails_is_a_span_that_failed_with_its_code_and_no_more()
    {
        using var home = new TemporaryDirectory();
        await using var receiver = await Receiver.StartAsync();
        await using var server = await ServerProcess.StartAsync(home.Path, Wanted(receiver));
        await RunAsync(server, receiver, $"00-{Trace}-{Caller}-01", url: "http://127.0.0.1:1/?key=k123456");

        await server.StopAsync();

        var step = receiver.Spans.First(span => span.Name == "step call");
        Assert.Equal("http.failed", step.Text("error.type"));
        Assert.Equal(2, step.Json.GetProperty("status").GetProperty("code").GetInt32());
        Assert.DoesNotContain(receiver.Spans, span =>
            span.Json.GetRawText().Contains("k123456", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("00")]
    public async Task Nothing_is_traced_where_nobody_wants_it(string? flags)
    {
        using var home = new TemporaryDirectory();
        await using var receiver = await Receiver.StartAsync();
        await using var server = await ServerProcess.StartAsync(home.Path, flags is null ? null : Wanted(receiver));
        await RunAsync(server, receiver, $"00-{Trace}-{Caller}-{flags ?? "01"}");

        await server.StopAsync();

        Assert.DoesNotContain(receiver.Spans, span => span.TraceId == Trace);
        Assert.Equal(flags is null, !Assert.Single(receiver.Calls).ContainsKey("traceparent"));
    }

    [Fact]
    public async Task A_receiver_that_is_away_is_told_of_once_and_harms_nothing()
    {
        using var home = new TemporaryDirectory();
        await using var receiver = await Receiver.StartAsync();
        var variables = Wanted(receiver);
        variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:1";
        await using var server = await ServerProcess.StartAsync(home.Path, variables);

        await RunAsync(server, receiver, trace: null);
        Assert.Equal(0, await server.StopAsync());

        var log = await File.ReadAllLinesAsync(home.File("log"), Ct);
        Assert.Single(log, line => line.Contains("do not reach", StringComparison.Ordinal));
    }

    private static Dictionary<string, string> Wanted(Receiver receiver) => new(StringComparer.Ordinal)
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Address,
        ["OTEL_EXPORTER_OTLP_HEADERS"] = $"x-api-key={Secret}",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
    };

    /// <summary>One step that calls, until it has ended.</summary>
    private static async Task<RunView> RunAsync(
        ServerProcess server, Receiver receiver, string? trace, string? url = null)
    {
        var called = url ?? $"{receiver.Address}/hook";
        await server.Client.PromotedAsync($$"""
            id: bp.calling
            trigger: { event_type: alarm.raised }
            plan:
              - { kind: action_task, id: call, action: http.call, with: { url: "{{called}}" } }
            """);
        using var message = new HttpRequestMessage(HttpMethod.Post, "/api/v1/runs")
        {
            Content = JsonContent.Create(
                new() { BlueprintRef = "bp.calling" }, ContractsJson.Default.RunCreateRequest),
        };
        if (trace is not null)
            message.Headers.Add("traceparent", trace);
        var run = await (await server.Client.SendAsync(message, Ct)).ReadAsync(ContractsJson.Default.RunView);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (run.Phase is not RunPhase.Ended)
        {
            await Task.Delay(20, patience.Token);
            run = (await server.Client.GetFromJsonAsync(
                $"/api/v1/runs/{run.RunId}", ContractsJson.Default.RunView, Ct))!;
        }

        return run;
    }
}
