using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Platform.Metrics;
using Nexus.Server.Tests.Blueprints;

namespace Nexus.Server.Tests.Reference;

/// <summary>What <c>/metrics</c> tells, and to whom.</summary>
public sealed partial class MetricsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_lists_every_metric()
    {
        await using var host = await ServerHost.StartAsync();
        var rows =
            from figures in host.Services.GetServices<IFigures>()
            from metric in figures.Metrics
            orderby metric.Name
            let labels = string.Join(", ", metric.Labels.Select(label => $"`{label}`"))
            select $"| `{metric.Name}` | {$"{metric.Kind}".ToLowerInvariant()} | {labels} | {metric.Help} |\n";

        ReferenceFile.Matches(
            "observability.md", "metrics",
            $"| metric | kind | labels | meaning |\n|---|---|---|---|\n{string.Concat(rows)}"
                .Replace("|  |", "| |", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_line_is_one_a_scraper_reads()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await client.CreateAsync(new() { WorkspaceName = "api", Start = false });
        await client.GetAsync("/api/v1/workspaces/nobody/status", Ct);

        var lines = (await ScrapeAsync(host)).TrimEnd('\n').Split('\n');

        Assert.All(lines, line => Assert.Matches(Line(), line));
        var samples = lines.Where(line => line[0] is not '#').Select(line => line[..line.LastIndexOf(' ')]).ToList();
        Assert.Equal(samples.Distinct(StringComparer.Ordinal), samples);
        var told = lines.Where(line => line.StartsWith("# TYPE", StringComparison.Ordinal))
            .Select(line => line.Split(' ')[2]).ToList();
        Assert.Equal(told.Distinct(StringComparer.Ordinal), told);
        Assert.All(samples, sample => Assert.Contains(
            Suffix().Replace(sample.Split('{')[0], ""), told.Concat(told.Select(name => Suffix().Replace(name, "")))));
    }

    [Fact]
    public async Task A_request_is_counted_under_its_route_and_its_error_under_its_code()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        await client.GetAsync("/api/v1/workspaces/nobody/status", Ct);
        await client.GetAsync("/api/v1/workspaces/noone/status", Ct);

        const string route = "route=\"/api/v1/workspaces/{id}/status\",method=\"GET\"";
        await UntilAsync(host, $$"""nexus_http_requests_total{{{route}},status="404"} 2""");
        var page = await ScrapeAsync(host);

        Assert.Contains("nexus_errors_total{code=\"workspace.not_found\"} 2\n", page, StringComparison.Ordinal);
        Assert.Contains(
            $$"""nexus_http_request_duration_seconds_bucket{{{route}},le="+Inf"} 2""", page, StringComparison.Ordinal);
        Assert.DoesNotContain("nobody", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_there_is_counted_as_it_is_now()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await client.CreateAsync(new() { WorkspaceName = "api", Start = false });
        await using var node = await host.NodeAsync("n1");
        await host.JoinAsync("n2");

        var page = await ScrapeAsync(host);

        Assert.Contains("nexus_workspaces{state=\"stopped\"} 1\n", page, StringComparison.Ordinal);
        Assert.Contains("nexus_workspaces{state=\"ready\"} 0\n", page, StringComparison.Ordinal);
        Assert.Contains("nexus_nodes{status=\"joined\"} 1\n", page, StringComparison.Ordinal);
        Assert.Contains("nexus_nodes{status=\"unreachable\"} 1\n", page, StringComparison.Ordinal);
        Assert.Contains("nexus_runs{status=\"running\"} 0\n", page, StringComparison.Ordinal);
        Assert.Contains("nexus_ports_leased{kind=\"ssh\"} 0\n", page, StringComparison.Ordinal);
        Assert.InRange(Value(page, "nexus_ledger_events_total"), 3, 100);
        Assert.Equal(Value(page, "nexus_ledger_commits_total"), Value(page, "nexus_ledger_flush_seconds_count"));
        Assert.InRange(Value(page, "process_open_fds"), 3, 100_000);
        Assert.InRange(
            Value(page, "process_start_time_seconds"),
            TimeProvider.System.GetUtcNow().AddDays(-1).ToUnixTimeSeconds(),
            TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
    }

    [Fact]
    public async Task A_run_that_waits_for_a_decision_is_counted_as_that()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        await client.PromotedAsync(Workshop.Asking());
        await client.StartedAsync(new() { BlueprintRef = "bp.asking" });

        await UntilAsync(host, "nexus_runs{status=\"gate\"} 1\n");
    }

    [Fact]
    public async Task A_run_that_ended_is_counted_by_how()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();

        await client.CreateAsync(new() { WorkspaceName = "api" });
        await client.PostAsync("/api/v1/workspaces/api/rm", content: null, Ct);
        await host.EventAsync("xyn.workspace.removed");

        await UntilAsync(host, "nexus_runs_ended_total{status=\"completed\"} 1\n");
    }

    [Fact]
    public async Task The_scrapers_token_opens_the_page_and_nothing_else()
    {
        await using var host = await ServerHost.StartAsync();
        using var scraper = host.Client(ServerHost.MetricsToken);
        using var user = host.Client((await host.AddAsync("someone")).ApiToken);
        using var stranger = host.Client(token: null);

        var page = await scraper.GetAsync("/metrics", Ct);

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", page.Content.Headers.ContentType?.ToString());
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await scraper.GetAsync("/api/v1/workspaces", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await user.GetAsync("/metrics", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync("/metrics", Ct)).StatusCode);
    }

    private static async Task<string> ScrapeAsync(ServerHost host)
    {
        using var scraper = host.Client(ServerHost.MetricsToken);
        return await scraper.GetStringAsync("/metrics", Ct);
    }

    /// <summary>A request is counted when it is over, a moment after its answer was read.</summary>
    private static async Task UntilAsync(ServerHost host, string line)
    {
        var page = "";
        for (var look = 0; look < 1000 && !page.Contains(line, StringComparison.Ordinal); look++)
            page = await ScrapeAsync(host);
        Assert.Contains(line, page, StringComparison.Ordinal);
    }

    private static double Value(string page, string metric) => double.Parse(
        Assert.Single(page.Split('\n'), line => line.StartsWith($"{metric} ", StringComparison.Ordinal))
            .Split(' ')[1],
        CultureInfo.InvariantCulture);

    [GeneratedRegex(
        """^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})? [0-9.eE+-]+)$""",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Line();

    [GeneratedRegex("_(bucket|sum|count|total)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Suffix();
}
