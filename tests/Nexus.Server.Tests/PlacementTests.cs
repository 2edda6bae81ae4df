using System.Net;
using System.Net.Http.Json;
using Nexus.Contracts;
using Nexus.Testing;
using Nexus.Transport.Control;

namespace Nexus.Server.Tests;

/// <summary>Which node a new workspace is given.</summary>
public sealed class PlacementTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Ten_made_at_once_are_spread_over_two_nodes()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await using var one = await host.NodeAsync("n1");
        await using var other = await host.NodeAsync("n2");

        await Task.WhenAll(Enumerable.Range(0, 10).Select(n => MakeAsync(client, $"w{n}")));

        Assert.Equal([("n1", 5), ("n2", 5)], await PlacedAsync(host, client, 10));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_larger_machine_is_given_more()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await using var small = await host.NodeAsync("small", FakeNode.Machine(cpus: 2));
        await using var large = await host.NodeAsync("large", FakeNode.Machine(cpus: 6));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(n => MakeAsync(client, $"w{n}")));

        Assert.Equal([("large", 6), ("small", 2)], await PlacedAsync(host, client, 8));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_cordoned_node_is_given_none()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await using var closed = await host.NodeAsync("closed");
        await using var open = await host.NodeAsync("open");
        await client.PostAsync("/api/v1/nodes/closed/cordon", content: null, Ct);

        await Task.WhenAll(Enumerable.Range(0, 3).Select(n => MakeAsync(client, $"w{n}")));

        Assert.Equal([("open", 3)], await PlacedAsync(host, client, 3));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_cordoned_node_that_is_named_is_refused()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await using var node = await host.NodeAsync("n1");
        await client.PostAsync("/api/v1/nodes/n1/cordon", content: null, Ct);

        var refused = await client.CreateAsync(new() { WorkspaceName = "api", Node = "n1" });

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Equal("node.cordoned", (await refused.ErrorAsync()).Error.Code);
        Assert.Empty(await WorkspacesAsync(client));
    }

    [Fact(Timeout = 60_000)]
    public async Task What_lives_on_a_cordoned_node_comes_up_there()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        var joined = await host.JoinAsync();
        await host.PlaceAsync(joined, WorkspaceState.Stopped, DesiredState.Down, DateTimeOffset.UnixEpoch);
        await using var node = await FakeNode.ConnectAsync(host, joined, FakeNode.Hello(), _ => false);
        await using var other = await host.NodeAsync("n2");
        await client.PostAsync("/api/v1/nodes/n1/cordon", content: null, Ct);

        await client.PostAsync("/api/v1/workspaces/demo/up", content: null, Ct);
        await node.Asked.WaitAsync(Ct);

        Assert.Equal(ControlVerbs.Ensure, Assert.Single(node.Commands).Verb);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_node_that_is_named_is_taken()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await using var one = await host.NodeAsync("n1");
        await using var other = await host.NodeAsync("n2");

        await Task.WhenAll(Enumerable.Range(0, 3).Select(n => MakeAsync(client, $"w{n}", node: "n2")));

        Assert.Equal([("n2", 3)], await PlacedAsync(host, client, 3));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_label_that_is_asked_for_must_be_there()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await using var plain = await host.NodeAsync("plain");
        await using var labelled = await host.NodeAsync("labelled");
        await client.LabelAsync("labelled", new(new Dictionary<string, string> { ["gpu"] = "yes" }));

        await client.CreateAsync(new()
        {
            WorkspaceName = "api",
            NodeLabels = new Dictionary<string, string> { ["gpu"] = "yes" },
        });

        Assert.Equal([("labelled", 1)], await PlacedAsync(host, client, 1));
    }

    [Fact(Timeout = 60_000)]
    public async Task Why_no_node_will_do_is_said_of_each()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await using var closed = await host.NodeAsync("closed");
        await using var plain = await host.NodeAsync("plain");
        await client.PostAsync("/api/v1/nodes/closed/cordon", content: null, Ct);

        await client.CreateAsync(new()
        {
            WorkspaceName = "api",
            NodeLabels = new Dictionary<string, string> { ["gpu"] = "yes" },
        });
        var failed = await host.EventAsync("xyn.workspace.failed");

        Assert.Equal("node.none_fits", failed.Data?.GetProperty("code").GetString());
        var message = failed.Data?.GetProperty("message").GetString();
        Assert.Contains("closed: is cordoned.", message, StringComparison.Ordinal);
        Assert.Contains("plain: is not labelled gpu=yes.", message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_provider_that_no_node_has_is_told_of_with_what_each_says()
    {
        var clock = new ManualClock();
        await using var host = await ServerHost.StartAsync(clock);
        using var client = await host.RegisteredAsync();
        var hello = new NodeHello("1", [new("docker", IsAvailable: false, null, "It does not answer.", HasSudo: true)]);
        await using var node = await FakeNode.ConnectAsync(host, await host.JoinAsync(), hello, _ => false);
        await client.CreateAsync(new() { WorkspaceName = "demo", Provider = "docker" });

        var failed = host.EventAsync("xyn.workspace.failed");
        await host.PassUntilAsync(clock, node, () => failed.IsCompleted, TimeSpan.FromSeconds(30));
        var told = (await failed).Data;

        Assert.Equal("node.no_provider", told?.GetProperty("code").GetString());
        Assert.Equal(
            "No connected node has the provider 'docker'. n1: docker: It does not answer.",
            told?.GetProperty("message").GetString());
        Assert.Empty(node.Commands);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_machine_that_is_too_small_is_left_out()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await using var small = await host.NodeAsync("small", FakeNode.Machine(cpus: 16, memoryBytes: 1L << 30));
        await using var large = await host.NodeAsync("large", FakeNode.Machine(cpus: 2, memoryBytes: 8L << 30));

        await client.CreateAsync(new()
        {
            WorkspaceName = "api",
            Providers = new Dictionary<string, ProviderWish> { ["docker"] = new(MemoryBytes: 2L << 30) },
        });

        Assert.Equal([("large", 1)], await PlacedAsync(host, client, 1));
    }

    private static async Task MakeAsync(HttpClient client, string name, string? node = null) =>
        await (await client.CreateAsync(new() { WorkspaceName = name, Node = node })).AcceptedAsync();

    /// <summary>How many are where, when so many have been placed.</summary>
    private static async Task<IEnumerable<(string Node, int Count)>> PlacedAsync(
        ServerHost host, HttpClient client, int count)
    {
        await foreach (var item in host.Ledger.FollowAsync(0, Ct))
        {
            if (item.Event.EventName == "xyn.workspace.creating" && --count == 0)
                break;
        }

        return (await WorkspacesAsync(client)).GroupBy(workspace => workspace.Node ?? "nowhere")
            .Select(group => (group.Key, group.Count())).Order();
    }

    private static async Task<IReadOnlyList<WorkspaceView>> WorkspacesAsync(HttpClient client) =>
        (await client.GetFromJsonAsync("/api/v1/workspaces", ContractsJson.Default.WorkspacePage, Ct))!.Items;
}
