using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Nexus.Contracts;
using Nexus.Platform;
using Nexus.Platform.Ledger;

namespace Nexus.Server.Tests.Blueprints;

/// <summary><c>GET /runs</c>: those that are sought, however many others there are.</summary>
public sealed class SoughtRunsTests
{
    private const int Many = 5600;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Runs_are_found_by_status_by_name_and_by_time()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        var blueprint = await client.PromotedAsync(Workshop.Asking());
        await client.PromotedAsync(Workshop.Asking(id: "bp.other", on: "other.raised"), name: "other");
        var done = await DecidedAsync(host, client, new() { BlueprintRef = "bp.asking" }, "approve");
        var failed = await DecidedAsync(host, client, new() { BlueprintRef = "bp.asking" }, "reject");
        var named = await DecidedAsync(host, client, new() { BlueprintRef = "bp.other", Name = "by hand" }, "reject");
        var waiting = (await client.StartedAsync(new() { BlueprintRef = "bp.other" })).RunId;

        Assert.Equal([named, failed], await client.SoughtAsync("status=failed"));
        Assert.Equal([done], await client.SoughtAsync("status=completed"));
        Assert.Equal([failed, done], await client.SoughtAsync("name=bp.asking"));
        Assert.Equal([failed], await client.SoughtAsync($"name={blueprint.Version}&status=failed"));
        Assert.Equal([named], await client.SoughtAsync("name=by%20hand"));
        Assert.Equal([waiting, named], await client.SoughtAsync("name=bp.other"));
        Assert.Equal([waiting, named, failed], await client.SoughtAsync($"since={await BeganAsync(client, failed)}"));
        Assert.Equal([failed], await client.SoughtAsync($"since={await BeganAsync(client, failed)}&name=bp.asking"));
        var first = await client.PageAsync("status=failed&limit=1");
        Assert.Equal(named, Assert.Single(first.Items).RunId);
        var second = await client.PageAsync($"status=failed&limit=1&cursor={first.NextCursor}");
        Assert.Equal((failed, null), (Assert.Single(second.Items).RunId, second.NextCursor));
    }

    [Theory]
    [InlineData("status=nonsense", "status")]
    [InlineData("since=yesterday", "since")]
    public async Task What_no_run_can_be_is_refused(string query, string field)
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();

        var answer = await client.GetAsync($"/api/v1/runs?{query}", Ct);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var error = (await answer.ErrorAsync()).Error;
        Assert.Equal(("request.invalid", field), (error.Code, error.Details?["field"]));
    }

    [Fact]
    public async Task What_is_seldom_is_found_page_by_page()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await client.PromotedAsync(Workshop.Asking());
        var failed = await DecidedAsync(host, client, new() { BlueprintRef = "bp.asking" }, "reject");
        var done = await DecidedAsync(host, client, new() { BlueprintRef = "bp.asking" }, "approve");
        var row = (await host.Ledger.FindAsync("run", done.ToString(), Ct))!;
        StateRow Another()
        {
            var id = Ids.New(TimeProvider.System).ToString();
            return row with { Id = id, Version = 1, Body = row.Body.Replace(row.Id, id, StringComparison.Ordinal) };
        }

        await host.Ledger.AppendAsync(new([], [.. Enumerable.Range(0, Many).Select(_ => Another())]), Ct);

        var first = await client.PageAsync("status=failed");
        var second = await client.PageAsync($"status=failed&cursor={first.NextCursor}");

        Assert.Empty(first.Items);
        Assert.Equal((failed, null), (Assert.Single(second.Items).RunId, second.NextCursor));
    }

    private static async Task<Guid> DecidedAsync(
        ServerHost host, HttpClient client, RunCreateRequest request, string decision)
    {
        var run = (await client.StartedAsync(request)).RunId;
        Assert.Equal(HttpStatusCode.OK, (await client.DecideAsync(run, decision)).StatusCode);
        await host.EndAsync(client, run);
        return run;
    }

    private static async Task<string> BeganAsync(HttpClient client, Guid run) => Uri.EscapeDataString(
        (await client.RunAsync(run)).CreatedAt.ToString("O", CultureInfo.InvariantCulture));
}

file static class Asking
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<RunPage> PageAsync(this HttpClient client, string query) =>
        (await client.GetFromJsonAsync($"/api/v1/runs?{query}", ContractsJson.Default.RunPage, Ct))!;

    public static async Task<IEnumerable<Guid>> SoughtAsync(this HttpClient client, string query) =>
        (await client.PageAsync(query)).Items.Select(run => run.RunId);
}
