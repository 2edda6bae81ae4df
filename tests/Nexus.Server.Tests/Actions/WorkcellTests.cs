using Microsoft.Extensions.DependencyInjection;
using Nexus.Contracts;
using Nexus.Platform.Ledger;
using Nexus.Server.Tests.Blueprints;
using Nexus.Testing;
using Nexus.Workspaces.Lifecycle;
using Nexus.Workspaces.Workcells;

namespace Nexus.Server.Tests.Actions;

/// <summary>Workspaces that live for a run, or for a while.</summary>
public sealed class WorkcellTests
{
    private const string Celled = """
        id: bp.celled
        trigger: { event_type: alarm.raised }
        inputs: [ { name: wait, default: 1m } ]
        plan:
          - { kind: action_task, id: cell, action: workcell.create, timeout: 1m, with: { wait: "{{ inputs.wait }}" },
              retry: { attempts: 2, delay: 1ms } }
          - { kind: gate, id: stay, mode: manual }
        outputs: [ { name: workspace_name } ]
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_that_was_not_to_be_had_is_removed_and_the_next_attempt_gets_another()
    {
        await using var host = await ServerHost.StartAsync();
        await using var node = await LivingNode.ConnectAsync(host, await host.JoinAsync());
        node.Hooks["pre_start"] = ("no luck", 1, null);
        using var client = host.Client();
        await client.PromotedAsync(Celled);
        var run = await client.BeginAsync("bp.celled");
        await host.EventAsync("xyn.workspace.failed");
        node.Hooks.Clear();
        await host.EventAsync("xyn.gate.requested");

        await (await client.DecideAsync(run, "approve", step: "stay")).Content.ReadAsStringAsync(Ct);
        var ended = await host.EndAsync(client, run);
        await GoneAsync(host, 2);

        Assert.EndsWith("-2", ended.Outputs?.GetProperty("workspace_name").GetString(), StringComparison.Ordinal);
        Assert.Equal(2, await host.CountAsync("xyn.cicd.workcell.created"));
        Assert.Empty(node.Environments);
    }

    [Fact]
    public async Task Who_does_not_want_to_wait_is_told_which_limit_it_is()
    {
        await using var host = await ServerHost.StartAsync();
        await using var node = await LivingNode.ConnectAsync(host, await host.JoinAsync());
        using var client = host.Client();
        await client.PromotedAsync(Celled);
        for (var one = 0; one < 3; one++)
            await client.BeginAsync("bp.celled");
        await UntilAsync(host, "xyn.gate.requested", 3);

        var ended = await host.EndAsync(client, await client.BeginAsync("bp.celled", """{ "wait": "1ms" }"""));

        Assert.Equal("workcell.too_many", ended.Error?.Code);
        Assert.Contains("workcells.max is 3", ended.Error?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_left_by_a_stop_of_the_server_goes_when_its_run_ends()
    {
        using var home = new TemporaryDirectory();
        JoinView joined;
        Guid run;
        await using (var first = await ServerHost.StartAsync(home: home.Path))
        {
            joined = await first.JoinAsync();
            await using var node = await LivingNode.ConnectAsync(first, joined);
            using var client = first.Client();
            await client.PromotedAsync(Celled);
            run = await client.BeginAsync("bp.celled");
            await first.EventAsync("xyn.gate.requested");
        }

        await using var host = await ServerHost.StartAsync(home: home.Path);
        await using var again = await LivingNode.ConnectAsync(host, joined);
        using var next = host.Client();
        await next.PostAsync($"/api/v1/runs/{run}/cancel", content: null, Ct);
        await GoneAsync(host, 1);

        Assert.Equal(
            run, (await host.EventAsync("xyn.cicd.workcell.destroyed")).Data?.GetProperty("run_id").GetGuid());
        Assert.Empty(await host.Ledger.ListAsync(new(WorkspaceStore.Kind, Scope.All), Ct));
    }

    [Fact]
    public async Task What_nobody_uses_is_removed_when_its_time_is_over()
    {
        var clock = new ManualClock();
        await using var host = await ServerHost.StartAsync(clock);
        using var client = await host.RegisteredAsync();
        var node = await host.JoinAsync();
        var life = new Lifespan(TimeSpan.FromMinutes(5), clock.GetUtcNow());
        var id = await host.PlaceAsync(
            node, WorkspaceState.Stopped, DesiredState.Down, clock.GetUtcNow(),
            workspace => workspace with { Lifespan = life, Placement = null });
        var store = host.Services.GetRequiredService<WorkspaceStore>();
        var stored = await store.FindAsync(id, Ct);
        host.Services.GetRequiredService<EndLifespans>().Watch(stored!.Workspace);

        for (var minute = 0; minute < 4; minute++)
            await host.PassAsync(clock, TimeSpan.FromMinutes(1));
        Assert.NotNull(await store.FindAsync(id, Ct));
        var gone = host.EventAsync("xyn.workspace.removed");
        while (!gone.IsCompleted)
            await host.PassAsync(clock, TimeSpan.FromSeconds(30));

        Assert.Equal("xyn.workspace.removed", (await gone).EventName);
        Assert.Equal(0, await host.CountAsync("xyn.cicd.workcell.destroyed"));
    }

    [Fact]
    public async Task A_workspace_is_not_removed_as_a_workcell()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await client.CreateAsync(new(Start: false) { WorkspaceName = "demo" });
        await client.PromotedAsync(Steps.Doing("workcell.destroy"));

        var ended = await host.RunAsync(client, "bp.doing");

        Assert.Equal("workcell.not_one", ended.Error?.Code);
    }

    [Theory]
    [InlineData("purpose: prod")]
    [InlineData("ttl: 1s")]
    [InlineData("ttl: 2 days")]
    [InlineData("wait: soon")]
    public async Task Terms_that_are_none_are_refused(string with)
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        await client.PromotedAsync(Steps.Doing("workcell.create", with));

        Assert.Equal("action.bad_input", (await host.RunAsync(client, "bp.doing")).Error?.Code);
    }

    private static Task GoneAsync(ServerHost host, int count) =>
        UntilAsync(host, "xyn.cicd.workcell.destroyed", count);

    private static async Task UntilAsync(ServerHost host, string name, int count)
    {
        await foreach (var item in host.Ledger.FollowAsync(0, Ct))
        {
            if (item.Event.EventName == name && --count == 0)
                return;
        }
    }
}
