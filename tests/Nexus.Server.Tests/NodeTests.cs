using System.Net;
using System.Net.Http.Json;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Server.Tests;

/// <summary>What an administrator does with nodes.</summary>
public sealed class NodeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_is_shown_with_its_machine_and_what_lives_there()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        var joined = await host.JoinAsync();
        await host.PlaceAsync(joined, WorkspaceState.Stopped, DesiredState.Down, DateTimeOffset.UnixEpoch);
        await using var node = await FakeNode.ConnectAsync(
            host, joined, FakeNode.Hello(FakeNode.Machine(cpus: 3)), _ => false);

        var byName = await ShowAsync(client, "n1");
        var byId = await ShowAsync(client, joined.NodeId);

        Assert.Equal((byName.NodeId, 3, 1), (byId.NodeId, byName.Capabilities?.Cpus, byName.Workspaces));
        Assert.Equal(NodeState.Joined, byName.Status);
    }

    [Fact]
    public async Task Who_is_no_administrator_is_told_of_their_own_workspaces_only()
    {
        await using var host = await ServerHost.StartAsync();
        using var admin = host.Client();
        using var alice = host.Client((await host.AddAsync("alice")).ApiToken);
        var joined = await host.JoinAsync();
        var id = await host.PlaceAsync(joined, WorkspaceState.Stopped, DesiredState.Down, DateTimeOffset.UnixEpoch);
        await using var node = await FakeNode.ConnectAsync(
            host, joined, [new(id, "docker", IsRunning: false, Services: null, Reason: null)], _ => false);

        var shown = await ShowAsync(alice, "n1");
        var listed = Assert.Single((await (await alice.GetAsync("/api/v1/nodes", Ct))
            .ReadAsync(ContractsJson.Default.NodePage)).Items);
        var all = await ShowAsync(admin, "n1");

        Assert.Equal((0, 0), (shown.Workspaces, shown.Environments));
        Assert.Equal((0, 0), (listed.Workspaces, listed.Environments));
        Assert.Equal((1, 1), (all.Workspaces, all.Environments));
    }

    [Fact]
    public async Task A_machine_that_changed_is_shown_as_it_is_now()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        await using var node = await host.NodeAsync("n1", FakeNode.Machine(cpus: 2));

        await node.TellAsync(FakeNode.Machine(cpus: 4));

        while ((await ShowAsync(client, "n1")).Capabilities?.Cpus != 4)
            await Task.Yield();
    }

    [Fact]
    public async Task What_is_cordoned_already_is_not_told_again()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        await host.JoinAsync();

        foreach (var wish in new[] { "cordon", "cordon", "uncordon", "uncordon" })
            Assert.Equal(HttpStatusCode.OK, (await client.PostAsync($"/api/v1/nodes/n1/{wish}", null, Ct)).StatusCode);

        Assert.Single(await ToldAsync(host, "xyn.node.cordoned"));
        Assert.Single(await ToldAsync(host, "xyn.node.uncordoned"));
        Assert.False((await ShowAsync(client, "n1")).IsCordoned);
    }

    [Fact]
    public async Task A_node_that_joins_again_is_still_cordoned_and_labelled()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        await host.JoinAsync();
        await client.PostAsync("/api/v1/nodes/n1/cordon", null, Ct);
        await client.LabelAsync("n1", new(new Dictionary<string, string> { ["zone"] = "eu" }));

        await host.JoinAsync();

        var seen = await ShowAsync(client, "n1");
        Assert.Equal((true, "eu"), (seen.IsCordoned, seen.Labels?["zone"]));
    }

    [Fact]
    public async Task Labels_are_set_and_removed_one_by_one()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        await host.JoinAsync();

        await client.LabelAsync("n1", new(new Dictionary<string, string> { ["zone"] = "eu", ["gpu"] = "yes" }));
        await client.LabelAsync("n1", new(new Dictionary<string, string> { ["zone"] = "us" }, ["gpu", "ghost"]));
        await client.LabelAsync("n1", new(new Dictionary<string, string> { ["zone"] = "us" }));

        Assert.Equal([KeyValuePair.Create("zone", "us")], (await ShowAsync(client, "n1")).Labels);
        Assert.Equal(2, (await ToldAsync(host, "xyn.node.labelled")).Count);
    }

    [Theory]
    [InlineData("", "x")]
    [InlineData("-gpu", "x")]
    [InlineData("a b", "x")]
    [InlineData("gpu", "a b")]
    [InlineData("gpu", "-x")]
    [InlineData("gpu", "x\n")]
    public async Task What_cannot_be_a_label_is_refused(string key, string value)
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await host.JoinAsync();
        var labels = new Dictionary<string, string> { [key] = value };

        var labelled = await client.LabelAsync("n1", new(labels));
        var created = await client.CreateAsync(new() { WorkspaceName = "api", NodeLabels = labels });

        Assert.Equal("node.bad_label", (await labelled.ErrorAsync()).Error.Code);
        Assert.Equal("node.bad_label", (await created.ErrorAsync()).Error.Code);
    }

    [Theory]
    [InlineData("-n1")]
    [InlineData(".n1")]
    [InlineData("node-1")]
    [InlineData("a/b")]
    [InlineData("")]
    public async Task What_cannot_be_a_nodes_name_is_refused(string name)
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();

        var added = await AddAsync(client, name);
        var joined = await host.JoinAsync(client, name);

        Assert.Equal("node.bad_name", (await added.ErrorAsync()).Error.Code);
        Assert.Equal("node.bad_name", (await joined.ErrorAsync()).Error.Code);
    }

    [Fact]
    public async Task A_node_that_was_added_joins_under_that_name_alone()
    {
        await using var host = await ServerHost.StartAsync();
        using var admin = host.Client();
        var made = await (await AddAsync(admin, "n1")).Content.ReadFromJsonAsync(
            ContractsJson.Default.JoinTokenView, Ct);
        using var newcomer = host.Client(made!.JoinToken);

        var other = await host.JoinAsync(newcomer, "n2");
        var own = await host.JoinAsync(newcomer, "n1");
        var taken = await AddAsync(admin, "n1");

        Assert.Equal("n1", made.Name);
        Assert.Equal("node.other_name", (await other.ErrorAsync()).Error.Code);
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
        Assert.Equal("node.name_taken", (await taken.ErrorAsync()).Error.Code);
        Assert.Single(await ToldAsync(host, "xyn.node.added"));
    }

    [Theory]
    [InlineData("GET", "/api/v1/nodes/ghost")]
    [InlineData("POST", "/api/v1/nodes/ghost/cordon")]
    [InlineData("POST", "/api/v1/nodes/ghost/uncordon")]
    public async Task A_node_that_is_not_there_is_not_found(string method, string path)
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();

        var response = await client.SendAsync(new(new HttpMethod(method), path), Ct);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("node.not_found", (await response.ErrorAsync()).Error.Code);
    }

    private static Task<HttpResponseMessage> AddAsync(HttpClient client, string name) =>
        client.PostAsJsonAsync("/api/v1/nodes", new(name), ContractsJson.Default.AddNodeRequest, Ct);

    private static async Task<NodeView> ShowAsync(HttpClient client, string node) =>
        (await client.GetFromJsonAsync($"/api/v1/nodes/{node}", ContractsJson.Default.NodeView, Ct))!;

    private static Task<IReadOnlyList<RecordedEvent>> ToldAsync(ServerHost host, string name) =>
        host.Ledger.EventsAsync(new() { EventName = name }, Ct);
}
