using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Nexus.Contracts;
using Nexus.Transport.Control;
using Nexus.Transport.Workspaced;
using Nexus.Workspaces.Ports;

namespace Nexus.Server.Tests;

/// <summary>The configuration was read, and something else runs: that is told, and <c>up</c> follows it.</summary>
public sealed class OtherServicesTests
{
    private const string Bind = "127.22.22.97";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_service_restarted_leaves_the_others_as_they_are_and_tells_what_differs()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await using var node = await ReadyAsync(host, client, LivingNode.Plan("a"), LivingNode.Plan("c"));

        node.Configured = [LivingNode.Plan("a"), LivingNode.Plan("b")];
        var restarted = await RunAsync(client, "restart", "a");
        var seen = (await client.StatusAsync())!;

        Assert.Equal((RunStatus.Completed, WorkspaceState.Partial), (restarted.Status, seen.Status));
        Assert.Equal(
            new("workspace.other_services", "Not as configured in 'demo': not started: b; not stopped: c.",
                "Run 'nexus workspace up demo': it starts and stops what differs, and leaves the rest alone."),
            seen.Error);
        Assert.Equal(["c", "a"], node.Started);
        Assert.Equal(["a", "b", "c"], seen.Services.Keys);
        Assert.Equal(ServiceState.Stopped, seen.Services["b"].Status);
        Assert.StartsWith("it was not started", seen.Services["b"].Reason, StringComparison.Ordinal);
        Assert.Equal(ServiceState.Healthy, seen.Services["c"].Status);
        Assert.StartsWith("it is configured no more", seen.Services["c"].Reason, StringComparison.Ordinal);
        await FollowsAsync(client, node, "a", "b");
    }

    [Fact]
    public async Task All_restarted_are_those_of_the_configuration()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await using var node = await ReadyAsync(host, client, LivingNode.Plan("a"), LivingNode.Plan("c"));

        node.Configured = [LivingNode.Plan("a"), LivingNode.Plan("b")];
        await RunAsync(client, "restart");

        Assert.Equal(WorkspaceState.Ready, (await client.StatusAsync())?.Status);
        Assert.Equal(["a", "b"], node.Started);
    }

    [Fact]
    public async Task One_that_gets_no_port_is_not_taken_for_started()
    {
        using var others = new TcpListener(IPAddress.Parse(Bind), 0);
        others.Start();
        var port = ((IPEndPoint)others.LocalEndpoint).Port;
        others.Stop();
        await using var host = await ServerHost.StartAsync(configure: services => services.AddSingleton(
            Options.Create(new PortOptions { Bind = Bind, Services = new() { First = port, Last = port } })));
        using var client = await host.RegisteredAsync();
        await using var node = await ReadyAsync(host, client, LivingNode.Plan("a", 3000));

        node.Configured = [LivingNode.Plan("a", 3000), LivingNode.Plan("b", 4000)];
        var failed = await RunAsync(client, "restart");
        var told = (await client.StatusAsync())!;
        var alone = await RunAsync(client, "restart", "a");
        var seen = (await client.StatusAsync())!;

        Assert.Equal("port.exhausted", failed.Error?.Code);
        Assert.Equal((WorkspaceState.Partial, "workspace.other_services"), (told.Status, told.Error?.Code));
        Assert.Equal((RunStatus.Completed, port), (alone.Status, seen.Services["a"].MappedPort));
        Assert.Equal("Not as configured in 'demo': not started: b.", seen.Error?.Message);
        node.Configured = [LivingNode.Plan("a", 3000)];
        await FollowsAsync(client, node, "a");
    }

    [Fact]
    public async Task One_whose_secret_is_missing_is_not_taken_for_started()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await using var node = await ReadyAsync(host, client, LivingNode.Plan("a"));

        node.Configured = [LivingNode.Plan("a"), LivingNode.Plan("b", secret: "user/me/nope")];
        var failed = await RunAsync(client, "restart");
        var seen = (await client.StatusAsync())!;
        var alone = await RunAsync(client, "restart", "a");

        Assert.Equal("service.secret_missing", failed.Error?.Code);
        Assert.Equal((WorkspaceState.Partial, "workspace.other_services"), (seen.Status, seen.Error?.Code));
        Assert.Equal(RunStatus.Completed, alone.Status);
        node.Configured = [LivingNode.Plan("a"), LivingNode.Plan("b")];
        await FollowsAsync(client, node, "a", "b");
    }

    [Fact]
    public async Task A_refused_rebuild_has_started_nothing()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await using var node = await ReadyAsync(host, client, LivingNode.Plan("a"));
        node.Refuses = asked => asked.Verb is ControlVerbs.Check
            ? new("image.not_found", "This node has no image 'nope/nope:1'.", "Build it.")
            : null;

        node.Configured = [LivingNode.Plan("a"), LivingNode.Plan("b")];
        var refused = await RunAsync(client, "rebuild");
        var seen = (await client.StatusAsync())!;

        Assert.Equal("image.not_found", refused.Error?.Code);
        Assert.Equal((WorkspaceState.Partial, "workspace.other_services"), (seen.Status, seen.Error?.Code));
        await FollowsAsync(client, node, "a", "b");
    }

    [Fact]
    public async Task A_restart_cancelled_before_it_started_anything_is_no_start()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await using var node = await ReadyAsync(host, client, LivingNode.Plan("a"));

        node.Configured = [LivingNode.Plan("a"), LivingNode.Plan("b")];
        node.Held = Verbs.Restart;
        var run = (await client.AskAsync("restart")).RunId;
        await node.IsHeld.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct);
        await client.PostAsync($"/api/v1/runs/{run}/cancel", content: null, Ct);
        node.Held = null;

        Assert.Equal(
            "Not as configured in 'demo': not started: b.",
            (await client.UntilAsync(WorkspaceState.Partial))?.Error?.Message);
        await FollowsAsync(client, node, "a", "b");
    }

    [Fact]
    public async Task One_that_was_given_another_port_is_still_at_the_one_before()
    {
        await using var host = await ServerHost.StartAsync(configure: services => services.AddSingleton(
            Options.Create(new PortOptions { Bind = Bind })));
        using var client = await host.RegisteredAsync();
        await using var node = await ReadyAsync(host, client, LivingNode.Plan("a", 3000), LivingNode.Plan("b", 4000));

        node.Configured = [LivingNode.Plan("a", 3000), LivingNode.Plan("b", 4001)];
        await RunAsync(client, "restart", "a");
        var seen = (await client.StatusAsync())!;

        Assert.Equal("Not as configured in 'demo': not moved to another port: b.", seen.Error?.Message);
        Assert.Null(seen.Services["b"].Url);
        await RunAsync(client, "restart", "b");
        Assert.Equal(WorkspaceState.Ready, (await client.StatusAsync())?.Status);
    }

    private static async Task<LivingNode> ReadyAsync(
        ServerHost host, HttpClient client, params IReadOnlyList<ServicePlan> services)
    {
        var node = await LivingNode.ConnectAsync(host, await host.JoinAsync());
        node.Configured = services;
        await client.CreateAsync(new() { WorkspaceName = "demo" });
        await client.UntilAsync(WorkspaceState.Ready);
        return node;
    }

    /// <summary>It is not ready already: what is configured is started, and nothing else stays.</summary>
    private static async Task FollowsAsync(HttpClient client, LivingNode node, params IReadOnlyList<string> services)
    {
        var run = await RunAsync(client, "up");
        var seen = (await client.StatusAsync())!;

        Assert.Equal((RunStatus.Completed, WorkspaceState.Ready), (run.Status, seen.Status));
        Assert.Equal(services, node.Started);
        Assert.Equal(services, seen.Services.Keys);
    }

    /// <returns>Its run, which has ended.</returns>
    private static async Task<RunView> RunAsync(HttpClient client, string wish, string? service = null)
    {
        var accepted = await (await client.PostAsJsonAsync(
            $"/api/v1/workspaces/demo/{wish}", new RestartWorkspaceRequest { Service = service },
            ContractsJson.Default.RestartWorkspaceRequest, Ct)).AcceptedAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var run = (await client.GetFromJsonAsync(
                $"/api/v1/runs/{accepted.RunId}", ContractsJson.Default.RunView, Ct))!;
            if (run.CompletedAt is not null)
                return run;
            Assert.False(patience.IsCancellationRequested, $"{wish} is {run.Status}");
            await Task.Delay(50, Ct);
        }
    }
}
