using System.Net;
using System.Net.Http.Json;
using Nexus.Contracts;
using Nexus.Server.Tests.Blueprints;

namespace Nexus.Server.Tests.Footprints;

/// <summary>What runs used, as their owner sees it.</summary>
public sealed class UsageRouteTests
{
    private const string Quick = """
        id: bp.quick
        trigger: { event_type: alarm.raised }
        plan: [ { kind: transform, id: say, value: { said: "hello" } } ]
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_runs_footprints_come_in_pages_of_any_size()
    {
        await using var host = await ServerHost.StartAsync();
        using var alice = host.Client((await host.AddAsync("alice")).ApiToken);
        var run = await RanAsync(host, alice);

        var all = await FootprintsAsync(alice, run, "");
        var first = await FootprintsAsync(alice, run, "?limit=2");
        var rest = await FootprintsAsync(alice, run, $"?limit=50&cursor={first.NextCursor}");

        Assert.Equal(["run.count", "step.count", "wall_ms", "wall_ms"], all.Items.Select(used => used.Metric));
        Assert.Equal(["run", "step", "step", "run"], all.Items.Select(used => used.SourceKind));
        Assert.Equal(("count", "informational", 1), (all.Items[0].Unit, all.Items[0].Class, all.Items[0].Quantity));
        Assert.Equal(
            all.Items.Select(used => used.FootprintId),
            first.Items.Concat(rest.Items).Select(used => used.FootprintId));
        Assert.Null(rest.NextCursor);
    }

    [Fact]
    public async Task Usage_is_summed_up_as_it_is_asked_for_and_is_ones_own()
    {
        await using var host = await ServerHost.StartAsync();
        using var alice = host.Client((await host.AddAsync("alice")).ApiToken);
        using var bob = host.Client((await host.AddAsync("bob")).ApiToken);
        await RanAsync(host, alice);
        await RanAsync(host, alice);

        var hers = await UsageAsync(alice, "?by=blueprint&metric=run.count&blueprint=bp.quick");
        var days = await UsageAsync(alice, "?per=day&by=owner,class&metric=step.count&blueprint=bp.quick");
        var his = await UsageAsync(bob, "?by=owner");

        var sum = Assert.Single(hers.Items);
        Assert.Equal(("bp.quick", 2, null), (sum.Blueprint, sum.Quantity, sum.OwnerId));
        Assert.Equal("informational", days.Items[0].Class);
        Assert.Equal(TimeSpan.FromDays(1), days.Items[0].To - days.Items[0].From);
        Assert.Equal(2, days.Items.Sum(day => day.Quantity));
        Assert.Empty(his.Items);
    }

    [Fact]
    public async Task Sums_come_in_pages_too()
    {
        await using var host = await ServerHost.StartAsync();
        using var alice = host.Client((await host.AddAsync("alice")).ApiToken);
        await RanAsync(host, alice);

        var all = await UsageAsync(alice, "?by=owner,blueprint,class");
        var first = await UsageAsync(alice, "?by=owner,blueprint,class&limit=1");
        var second = await UsageAsync(alice, $"?by=owner,blueprint,class&limit=1&cursor={first.NextCursor}");

        Assert.Equal(
            all.Items.Take(2).Select(Timeless), first.Items.Concat(second.Items).Select(Timeless));
    }

    [Theory]
    [InlineData("by=colour", "by")]
    [InlineData("per=week", "per")]
    [InlineData("from=2026-02-01&to=2026-01-01", "from")]
    [InlineData("from=yesterday", "from")]
    [InlineData("cursor=zz", "cursor")]
    public async Task What_it_cannot_do_is_said_by_field(string query, string field)
    {
        await using var host = await ServerHost.StartAsync();
        using var alice = host.Client((await host.AddAsync("alice")).ApiToken);

        var answer = await alice.GetAsync($"/api/v1/usage?{query}", Ct);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains($"\"field\":\"{field}\"", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    /// <summary>Sums go up to the moment they are asked for.</summary>
    private static UsageView Timeless(UsageView sum) => sum with { To = default };

    private static async Task<Guid> RanAsync(ServerHost host, HttpClient client)
    {
        if ((await client.GetAsync("/api/v1/blueprints/bp.quick", Ct)).StatusCode is HttpStatusCode.NotFound)
            await client.PromotedAsync(Quick);
        var run = await client.StartedAsync(new() { BlueprintRef = "bp.quick" });
        await host.EndAsync(client, run.RunId);
        return run.RunId;
    }

    private static async Task<FootprintPage> FootprintsAsync(HttpClient client, Guid run, string query) =>
        (await client.GetFromJsonAsync(
            $"/api/v1/runs/{run}/footprints{query}", ContractsJson.Default.FootprintPage, Ct))!;

    private static async Task<UsagePage> UsageAsync(HttpClient client, string query) =>
        (await client.GetFromJsonAsync($"/api/v1/usage{query}", ContractsJson.Default.UsagePage, Ct))!;
}
