using System.Net;
using System.Net.Http.Json;
using System.Text;
using Nexus.Contracts;
using Nexus.Server.Tests.Blueprints;
using Nexus.Testing;
using Nexus.Workspaces.Lifecycle;

namespace Nexus.Server.Tests.Actions;

/// <summary>Below <c>/api/internal/workcells</c>: all there are, one without a run, and one less.</summary>
public sealed class WorkcellRouteTests
{
    private const string Path = "/api/internal/workcells";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_is_made_without_a_run_is_listed_and_destroyed()
    {
        await using var host = await ServerHost.StartAsync();
        await using var node = await LivingNode.ConnectAsync(host, await host.JoinAsync());
        using var client = await host.RegisteredAsync();

        var made = await (await PostAsync(client, "create", """{"purpose": "test", "ttl": "10m"}""")).AcceptedAsync();
        await host.EventAsync("xyn.workspace.ready");
        var listed = Assert.Single((await ListAsync(client)).Items);
        var gone = await (await PostAsync(client, $"{made.WorkspaceId}/destroy")).AcceptedAsync();
        var told = await host.EventAsync("xyn.cicd.workcell.destroyed");

        Assert.Equal((made.WorkspaceId, WorkspaceState.Ready), (listed.WorkspaceId, listed.Status));
        Assert.Equal(new WorkcellView(RunId: null, "test"), listed.Workcell);
        Assert.NotNull(listed.ExpiresAt);
        Assert.Equal(made.WorkspaceId, gone.WorkspaceId);
        Assert.Equal(made.WorkspaceId, told.Resource.Id);
        Assert.Empty((await ListAsync(client)).Items);
        Assert.Empty(node.Environments);
    }

    [Fact]
    public async Task Those_of_runs_are_listed_too_page_by_page_and_workspaces_are_not()
    {
        await using var host = await ServerHost.StartAsync();
        await using var node = await LivingNode.ConnectAsync(host, await host.JoinAsync());
        using var client = await host.RegisteredAsync();
        await client.CreateAsync(new(Start: false) { WorkspaceName = "demo" });
        await client.PromotedAsync("""
            id: bp.celled
            trigger: { event_type: alarm.raised }
            plan:
              - { kind: action_task, id: cell, action: workcell.create, with: { purpose: dev } }
              - { kind: gate, id: stay, mode: manual }
            """);
        var run = await client.BeginAsync("bp.celled");
        await host.EventAsync("xyn.gate.requested");
        await (await PostAsync(client, "create")).AcceptedAsync();

        var first = await ListAsync(client, "?limit=1");
        var second = await ListAsync(client, $"?limit=1&cursor={first.NextCursor}");
        using var plain = await PostAsync(client, "demo/destroy");

        Assert.Equal(run, Assert.Single(first.Items).Workcell?.RunId);
        Assert.Null(Assert.Single(second.Items).Workcell!.RunId);
        Assert.Null(second.NextCursor);
        Assert.Equal("workcell.not_one", (await plain.ErrorAsync()).Error.Code);
    }

    [Fact]
    public async Task Where_there_is_no_room_nobody_waits()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await (await PostAsync(client, "create", """{"purpose": "test"}""")).AcceptedAsync();

        using var second = await PostAsync(client, "create", """{"purpose": "test"}""");
        using var other = await PostAsync(client, "create", """{"purpose": "dev"}""");

        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.Equal("workcell.too_many", (await second.ErrorAsync()).Error.Code);
        await other.AcceptedAsync();
    }

    [Theory]
    [InlineData("""{"purpose": "fun"}""", "workcell.invalid")]
    [InlineData("""{"ttl": "2d"}""", "workcell.invalid")]
    [InlineData("""{"branch": "main"}""", "workcell.invalid")]
    [InlineData("""{"repository": "file:///etc"}""", "workspace.bad_source")]
    [InlineData("""{"provider": "cloud"}""", "workspace.unknown_provider")]
    [InlineData("""{"node": "nowhere"}""", "node.not_found")]
    public async Task What_cannot_be_made_is_refused_and_takes_no_room(string request, string code)
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();

        for (var time = 0; time < 4; time++)
        {
            using var answer = await PostAsync(client, "create", request);
            Assert.Equal(code, (await answer.ErrorAsync()).Error.Code);
        }

        Assert.Empty((await ListAsync(client)).Items);
    }

    [Fact]
    public async Task Asked_twice_under_one_key_there_is_one()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        client.DefaultRequestHeaders.Add("Idempotency-Key", "cell-1");

        var first = await (await PostAsync(client, "create")).AcceptedAsync();
        var second = await (await PostAsync(client, "create")).AcceptedAsync();

        Assert.Equal(first.WorkspaceId, second.WorkspaceId);
        Assert.Equal(1, await host.CountAsync("xyn.cicd.workcell.created"));
    }

    [Fact]
    public async Task It_outlives_a_restart_and_goes_when_nobody_used_it()
    {
        using var home = new TemporaryDirectory();
        var clock = new ManualClock();
        await using (var first = await ServerHost.StartAsync(clock, home: home.Path))
        {
            using var before = await first.RegisteredAsync();
            await (await PostAsync(before, "create", """{"ttl": "5m"}""")).AcceptedAsync();
        }

        await using var host = await ServerHost.StartAsync(clock, home: home.Path);
        using var client = host.Client();
        Assert.Single((await ListAsync(client)).Items);
        var gone = host.EventAsync("xyn.cicd.workcell.destroyed");
        while (!gone.IsCompleted)
            await host.PassAsync(clock, TimeSpan.FromSeconds(30));

        Assert.Empty(await host.Ledger.ListAsync(new(WorkspaceStore.Kind, Nexus.Platform.Ledger.Scope.All), Ct));
    }

    private static async Task<WorkspacePage> ListAsync(HttpClient client, string query = "") =>
        (await client.GetFromJsonAsync($"{Path}{query}", ContractsJson.Default.WorkspacePage, Ct))!;

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string what, string? body = null) =>
        client.PostAsync(
            $"{Path}/{what}", body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"), Ct);
}
