using Nexus.Contracts;
using Nexus.Platform.Ledger;
using Nexus.Server.Tests.Blueprints;
using Nexus.Testing;
using Nexus.Transport.Control;
using Nexus.Transport.Workspaced;
using Nexus.Workspaces.Lifecycle;

namespace Nexus.Server.Tests.Actions;

/// <summary>Workspaces that steps of runs make, use and remove.</summary>
public sealed class WorkspaceActionTests
{
    private const string Making = """
        id: bp.making
        trigger: { event_type: alarm.raised }
        plan:
          - { kind: action_task, id: make, action: workspace.create, with: { name: demo }, timeout: 1m,
              retry: { attempts: 2, delay: 1ms } }
        outputs: [ { name: status } ]
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_run_makes_it_takes_down_brings_up_and_removes()
    {
        await using var host = await ServerHost.StartAsync();
        await using var node = await LivingNode.ConnectAsync(host, await host.JoinAsync());
        using var client = host.Client();
        await client.PromotedAsync("""
            id: bp.life
            trigger: { event_type: alarm.raised }
            plan:
              - { kind: action_task, id: make, action: workspace.create, with: { name: demo } }
              - { kind: action_task, id: down, action: workspace.down,
                  with: { workspace: "{{ steps.make.outputs.workspace_id }}" } }
              - { kind: action_task, id: up, action: workspace.up, with: { workspace: demo } }
              - { kind: action_task, id: again, action: workspace.up, with: { workspace: demo } }
              - { kind: action_task, id: gone, action: workspace.destroy, with: { workspace: demo } }
            outputs:
              - name: states
                value: ["{{ steps.make.outputs.status }}", "{{ steps.down.outputs.status }}",
                  "{{ steps.again.outputs.status }}", "{{ steps.gone.outputs.removed }}"]
              - { name: web, value: "{{ steps.make.outputs.services.web.status }}" }
            """);

        var ended = await host.RunAsync(client, "bp.life");

        Assert.Equal(
            """{"states":["ready","stopped","ready",true],"web":"healthy"}""", ended.Outputs?.GetRawText());
        Assert.Empty(node.Environments);
        Assert.Equal(2, await host.CountAsync("xyn.workspace.ready"));
        Assert.Equal(ended.RunId, (await host.EventAsync("xyn.workspace.created")).RunId);
    }

    [Fact]
    public async Task A_workspace_of_somebody_else_is_none()
    {
        await using var host = await ServerHost.StartAsync();
        using var admin = await host.RegisteredAsync();
        using var ann = host.Client((await host.AddAsync("ann")).ApiToken);
        await admin.CreateAsync(new(Start: false) { WorkspaceName = "demo" });
        foreach (var action in (string[])["up", "down", "destroy", "exec"])
        {
            await ann.PromotedAsync(Steps.Doing(
                $"workspace.{action}", action is "exec" ? "workspace: demo, argv: [id]" : "workspace: demo"));

            var ended = await host.RunAsync(ann, "bp.doing");

            Assert.Equal((RunStatus.Failed, "workspace.not_found"), (ended.Status, ended.Error?.Code));
        }

        Assert.Equal(DesiredState.Down, (await admin.StatusAsync())!.Desired);
    }

    [Fact]
    public async Task A_cancel_passes_on_to_the_run_of_the_workspace()
    {
        await using var host = await ServerHost.StartAsync();
        await using var node = await LivingNode.ConnectAsync(host, await host.JoinAsync());
        node.Held = Verbs.Source;
        using var client = host.Client();
        await client.PromotedAsync(Making);
        var run = (await client.StartedAsync(new() { BlueprintRef = "bp.making" })).RunId;
        await node.IsHeld.Task.WaitAsync(Ct);

        await client.PostAsync($"/api/v1/runs/{run}/cancel", content: null, Ct);
        var ended = await host.EndAsync(client, run);

        Assert.Equal(RunStatus.Cancelled, ended.Status);
        await client.UntilAsync(WorkspaceState.Stopped);
        var runs = await client.RunsAsync();
        Assert.Equal(RunStatus.Cancelled, runs.Single(one => one.Name is "bring-up").Status);
    }

    [Fact]
    public async Task Another_attempt_brings_up_what_the_first_made()
    {
        await using var host = await ServerHost.StartAsync();
        await using var node = await LivingNode.ConnectAsync(host, await host.JoinAsync());
        node.Hooks["pre_start"] = ("no luck", 1, null);
        using var client = host.Client();
        await client.PromotedAsync(Making);
        var run = (await client.StartedAsync(new() { BlueprintRef = "bp.making" })).RunId;
        await host.EventAsync("xyn.workspace.failed");
        node.Hooks.Clear();

        var ended = await host.EndAsync(client, run);

        Assert.Equal("""{"status":"ready"}""", ended.Outputs?.GetRawText());
        Assert.Equal(1, await host.CountAsync("xyn.workspace.created"));
        Assert.Equal(2, (await client.StepAsync(run, "make")).Attempt);
    }

    [Fact]
    public async Task Across_a_stop_of_the_server_it_makes_one()
    {
        using var home = new TemporaryDirectory();
        JoinView joined;
        Guid run;
        await using (var first = await ServerHost.StartAsync(home: home.Path))
        {
            joined = await first.JoinAsync();
            await using var node = await LivingNode.ConnectAsync(first, joined);
            node.Held = ControlVerbs.Ensure;
            using var client = first.Client();
            await client.PromotedAsync(Making);
            run = (await client.StartedAsync(new() { BlueprintRef = "bp.making" })).RunId;
            await node.IsHeld.Task.WaitAsync(Ct);
        }

        await using var host = await ServerHost.StartAsync(home: home.Path);
        await using var again = await LivingNode.ConnectAsync(host, joined);
        using var next = host.Client();
        var ended = await host.EndAsync(next, run);

        Assert.Equal("""{"status":"ready"}""", ended.Outputs?.GetRawText());
        Assert.Equal(1, await host.CountAsync("xyn.workspace.created"));
        Assert.True((await next.StepAsync(run, "make")).MayHaveRunBefore);
        Assert.Single(await host.Ledger.ListAsync(new(WorkspaceStore.Kind, Scope.All), Ct));
    }
}
