using System.Net.Http.Json;
using Nexus.Contracts;
using Nexus.Testing;
using Nexus.Transport.Control;

namespace Nexus.Server.Tests;

/// <summary>A node that keeps its connection and says nothing is given up after three heartbeats.</summary>
public sealed class SilentNodeTests
{
    private readonly ManualClock _clock = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("create")]
    [InlineData("up")]
    [InlineData("down")]
    public async Task Who_waits_for_a_node_that_falls_silent_is_told_when_it_is_given_up(string wish)
    {
        await using var host = await ServerHost.StartAsync(_clock);
        using var client = await host.RegisteredAsync();
        var joined = await host.JoinAsync();
        if (wish is not "create")
        {
            var (state, desired) = wish is "up"
                ? (WorkspaceState.Stopped, DesiredState.Down)
                : (WorkspaceState.Ready, DesiredState.Up);
            await host.PlaceAsync(joined, state, desired, _clock.GetUtcNow());
        }

        await using var node = await FakeNode.ConnectAsync(
            host, joined, FakeNode.Hello(), _ => false, Reports(wish));
        var accepted = wish is "create"
            ? await (await client.CreateAsync(new() { WorkspaceName = "demo" })).AcceptedAsync()
            : await client.AskAsync(wish);
        await node.Asked;
        var (begun, givenUp) = (_clock.GetUtcNow(), host.EventAsync("xyn.node.unreachable"));
        while (!givenUp.IsCompleted)
            await host.PassAsync(_clock, TimeSpan.FromSeconds(0.5));

        // Time stands still from here on: what waits for it does not end.
        await host.EventAsync("xyn.run.failed");

        Assert.InRange((await givenUp).OccurredAt - begun, TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(18));
        var run = await client.GetFromJsonAsync(
            $"/api/v1/runs/{accepted.RunId}", ContractsJson.Default.RunView, Ct);
        Assert.Equal("node.unreachable", run?.Error?.Code);
    }

    [Fact]
    public async Task A_server_that_was_held_still_itself_gives_no_node_up_for_that()
    {
        await using var host = await ServerHost.StartAsync(_clock);
        using var client = await host.RegisteredAsync();
        await using var node = await FakeNode.ConnectAsync(host, await host.JoinAsync(), FakeNode.Hello(), _ => false);
        await host.PassAsync(_clock, node, TimeSpan.FromSeconds(2));

        _clock.Advance(TimeSpan.FromMinutes(1));
        for (var second = 0; second < 3; second++)
            await host.PassAsync(_clock, TimeSpan.FromSeconds(1));

        Assert.Equal(NodeState.Joined, Assert.Single((await NodesAsync(client))!.Items).Status);
    }

    private static IReadOnlyList<EnvironmentReport> Reports(string wish) => wish is "create"
        ? []
        : [new("ws-1", "docker", IsRunning: wish is "down", Services: null, Reason: null)];

    private static Task<NodePage?> NodesAsync(HttpClient client) =>
        client.GetFromJsonAsync("/api/v1/nodes", ContractsJson.Default.NodePage, Ct);
}
