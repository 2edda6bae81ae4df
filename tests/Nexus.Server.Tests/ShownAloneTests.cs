using System.Net;
using System.Net.Http.Json;
using Nexus.Contracts;
using Nexus.Server.Tests.Blueprints;
using Nexus.Testing;

namespace Nexus.Server.Tests;

/// <summary>What lists show, one by one, and how the server is.</summary>
public sealed class ShownAloneTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_is_found_by_its_id_wherever_it_is_in_the_ledger()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        for (var i = 0; i < 40; i++)
            await client.EmitAsync($$"""{ "number": {{i}} }""");
        var all = (await client.GetFromJsonAsync("/api/v1/events?limit=500", ContractsJson.Default.EventPage, Ct))!;

        foreach (var item in all.Items)
        {
            var found = await client.GetFromJsonAsync(
                $"/api/v1/events/{item.EventId}", ContractsJson.Default.EventView, Ct);
            Assert.Equal((item.Position, item.EventName), (found!.Position, found.EventName));
        }

        Assert.True(all.Items.Count >= 40);
    }

    [Fact]
    public async Task What_is_no_event_or_somebody_elses_is_not_found()
    {
        await using var host = await ServerHost.StartAsync();
        using var admin = host.Client();
        using var user = host.Client((await host.AddAsync("alice")).ApiToken);
        await admin.EmitAsync();
        var theirs = (await admin.GetFromJsonAsync(
            "/api/v1/events?event_name=alarm.raised", ContractsJson.Default.EventPage, Ct))!.Items[0];

        var refused = await user.GetAsync($"/api/v1/events/{theirs.EventId}", Ct);
        var never = await admin.GetAsync($"/api/v1/events/{Guid.Empty}", Ct);
        var later = await admin.GetAsync($"/api/v1/events/{Guid.AllBitsSet}", Ct);

        foreach (var answer in (HttpResponseMessage[])[refused, never, later])
        {
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Equal("event.not_found", (await answer.ErrorAsync()).Error.Code);
        }
    }

    [Fact]
    public async Task A_step_is_found_by_its_name_and_by_its_id()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        await client.PromotedAsync(Workshop.Asking());
        var run = await client.StartedAsync(new() { BlueprintRef = "bp.asking" });
        await host.EventAsync("xyn.gate.requested");

        var named = await client.GetFromJsonAsync(
            $"/api/v1/runs/{run.RunId}/steps/approve", ContractsJson.Default.StepView, Ct);
        var same = await client.GetFromJsonAsync(
            $"/api/v1/runs/{run.RunId}/steps/{named!.StepId}", ContractsJson.Default.StepView, Ct);
        var none = await client.GetAsync($"/api/v1/runs/{run.RunId}/steps/mend", Ct);

        Assert.Equal(("approve", true), (same!.Name, same.IsWaitingForDecision));
        Assert.Equal("step.not_found", (await none.ErrorAsync()).Error.Code);
    }

    [Fact]
    public async Task Steps_come_in_pages_and_in_their_order()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        var steps = string.Join(
            ", ", Enumerable.Range(0, 12).Select(i => $$"""{ kind: transform, id: s{{i:00}}, value: { n: {{i}} } }"""));
        await client.PromotedAsync($$"""{ id: bp.long, trigger: { event_type: go.on }, plan: [ {{steps}} ] }""");
        var run = await client.StartedAsync(new() { BlueprintRef = "bp.long" });
        await host.EndAsync(client, run.RunId);

        var (names, sizes) = (new List<string>(), new List<int>());
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await client.GetFromJsonAsync(
                $"/api/v1/runs/{run.RunId}/steps?limit=5{cursor}", ContractsJson.Default.StepPage, Ct);
            names.AddRange(page!.Items.Select(step => step.Name));
            sizes.Add(page.Items.Count);
            cursor = page.NextCursor is { } next ? $"&cursor={next}" : null;
        }

        using var unknown = await client.GetAsync($"/api/v1/runs/{run.RunId}/steps?cursor={run.RunId}", Ct);

        Assert.Equal([5, 5, 2], sizes);
        Assert.Equal(Enumerable.Range(0, 12).Select(i => $"s{i:00}"), names);
        Assert.Equal("request.invalid", (await unknown.ErrorAsync()).Error.Code);
    }

    [Fact]
    public async Task Health_tells_who_has_a_token_since_when_it_runs()
    {
        var clock = new ManualClock();
        await using var host = await ServerHost.StartAsync(clock);
        using var client = host.Client();
        using var stranger = host.Client(token: null);

        var health = await (await client.GetAsync("/api/v1/health", Ct)).ReadAsync(
            ContractsJson.Default.ServerHealthView);
        var refused = await stranger.GetAsync("/api/v1/health", Ct);

        Assert.Equal(("ok", Composition.Version), (health.Status, health.Version));
        Assert.Equal(clock.GetUtcNow(), health.Now);
        Assert.InRange(health.UptimeSeconds, 0, 600);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }
}
