using System.Net;
using System.Net.Http.Json;
using Nexus.Contracts;
using Nexus.Testing;
using Nexus.Transport.Control;

namespace Nexus.Server.Tests;

/// <summary>What becomes of a wish while its node, or what runs on it, does not answer.</summary>
public sealed class NodeAwayTests
{
    private readonly ManualClock _clock = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_forced_removal_reaches_a_node_that_comes_back_within_moments()
    {
        await using var host = await ServerHost.StartAsync(_clock);
        using var client = await host.RegisteredAsync();
        var (joined, id) = await PlaceAsync(host, WorkspaceState.Stopped, DesiredState.Down);
        await client.PostAsJsonAsync($"/api/v1/workspaces/{id}/rm", new RemoveRequest(Force: true), Ct);
        await host.EventAsync("xyn.workspace.removing");

        await using var node = await FakeNode.ConnectAsync(host, joined, [Report(id, isRunning: false)], _ => true);
        await host.EventAsync("xyn.workspace.removed");

        Assert.Equal(ControlVerbs.Destroy, Assert.Single(node.Commands).Verb);
    }

    [Fact]
    public async Task A_forced_removal_does_not_wait_for_ever()
    {
        await using var host = await ServerHost.StartAsync(_clock);
        using var client = await host.RegisteredAsync();
        var (_, id) = await PlaceAsync(host, WorkspaceState.Stopped, DesiredState.Down);
        await client.PostAsJsonAsync($"/api/v1/workspaces/{id}/rm", new RemoveRequest(Force: true), Ct);

        while ((await client.GetAsync($"/api/v1/workspaces/{id}/status", Ct)).StatusCode is not HttpStatusCode.NotFound)
            await host.PassAsync(_clock, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task What_is_not_removed_in_time_is_explained_once_and_removed_when_asked_again()
    {
        await using var host = await ServerHost.StartAsync(_clock);
        using var client = await host.RegisteredAsync();
        var (joined, id) = await PlaceAsync(host, WorkspaceState.Stopped, DesiredState.Down);
        var answers = false;
        await using var node = await FakeNode.ConnectAsync(
            host, joined, [Report(id, isRunning: false)], _ => answers);

        await client.PostAsJsonAsync($"/api/v1/workspaces/{id}/rm", new RemoveRequest(Force: true), Ct);
        await ExplainedAsync(host, client, node);
        var failed = await host.EventAsync("xyn.workspace.failed");
        answers = true;
        await client.PostAsJsonAsync($"/api/v1/workspaces/{id}/rm", new RemoveRequest(Force: true), Ct);
        await host.EventAsync("xyn.workspace.removed");

        Assert.Equal("workspace.not_removed", failed.Data?.GetProperty("code").GetString());
        Assert.Equal([ControlVerbs.Destroy, ControlVerbs.Destroy], node.Commands.Select(command => command.Verb));
    }

    [Fact]
    public async Task Streams_that_a_silent_node_left_open_are_not_waited_for()
    {
        await using var host = await ServerHost.StartAsync(_clock);
        using var client = await host.RegisteredAsync();
        var (joined, id) = await PlaceAsync(host, WorkspaceState.Ready, DesiredState.Up);
        await using var node = await FakeNode.ConnectAsync(host, joined, [Report(id, isRunning: true)], _ => true);
        await using var stream = await host.StreamAsync(joined);
        while (await StateAsync() is not WorkspaceState.Unreachable)
            await host.PassAsync(_clock, TimeSpan.FromSeconds(1));

        var logs = await client.GetAsync($"/api/v1/workspaces/{id}/logs", Ct);

        Assert.Equal("node.unreachable", (await logs.ErrorAsync()).Error.Code);

        async Task<WorkspaceState?> StateAsync() => (await client.GetFromJsonAsync(
            $"/api/v1/workspaces/{id}/status", ContractsJson.Default.WorkspaceView, Ct))?.Status;
    }

    [Fact]
    public async Task It_is_said_when_a_node_that_is_away_was_last_heard()
    {
        await using var host = await ServerHost.StartAsync(_clock);
        using var client = await host.RegisteredAsync();
        var (joined, id) = await PlaceAsync(host, WorkspaceState.Ready, DesiredState.Up);
        var unknown = await client.StatusAsync();
        DateTimeOffset? heard;
        await using (var node = await FakeNode.ConnectAsync(host, joined, [Report(id, isRunning: true)], _ => true))
        {
            Assert.Null((await PassAsync(host, client, node)).LastHeardAt);
            heard = (await NodeAsync(client)).LastSeenAt;
        }

        while ((await client.StatusAsync())!.Status is not WorkspaceState.Unreachable)
            await host.PassAsync(_clock, TimeSpan.FromSeconds(1));
        await host.PassAsync(_clock, TimeSpan.FromMinutes(1));

        Assert.Equal((WorkspaceState.Unreachable, null), (unknown!.Status, unknown.LastHeardAt));
        Assert.Equal(heard, (await client.StatusAsync())!.LastHeardAt);
    }

    /// <summary>Also the look whether a removal would lose work.</summary>
    [Theory]
    [InlineData("up", "workspace.not_started")]
    [InlineData("rm", "workspace.not_removed")]
    public async Task What_is_to_be_started_and_not_answered_is_explained_in_time(string wish, string code)
    {
        await using var host = await ServerHost.StartAsync(_clock);
        using var client = await host.RegisteredAsync();
        var (joined, id) = await PlaceAsync(host, WorkspaceState.Stopped, DesiredState.Down);
        await using var node = await FakeNode.ConnectAsync(host, joined, [Report(id, isRunning: false)], _ => false);

        await client.PostAsJsonAsync($"/api/v1/workspaces/{id}/{wish}", new RemoveRequest(), Ct);
        var seen = await ExplainedAsync(host, client, node);

        Assert.Equal(code, seen.Error?.Code);
        Assert.Equal(ControlVerbs.Ensure, Assert.Single(node.Commands).Verb);
    }

    [Fact]
    public async Task What_does_not_stop_in_time_is_ended_by_force_and_then_explained()
    {
        await using var host = await ServerHost.StartAsync(_clock);
        using var client = await host.RegisteredAsync();
        var (joined, id) = await PlaceAsync(host, WorkspaceState.Ready, DesiredState.Up);
        await using var node = await FakeNode.ConnectAsync(host, joined, [Report(id, isRunning: true)], _ => false);

        await client.PostAsync($"/api/v1/workspaces/{id}/down", content: null, Ct);
        await ExplainedAsync(host, client, node);
        var failed = await host.EventAsync("xyn.workspace.failed");

        var asked = node.Commands.Take(2).ToList();
        Assert.Equal(["10000", "0"], asked.Select(c => c.Body?.GetProperty("grace_ms").GetRawText()));
        Assert.InRange(asked.Sum(command => command.DeadlineMs), 60_000, 75_000);
        Assert.Equal("workspace.not_stopped", failed.Data?.GetProperty("code").GetString());
        do
            Assert.Equal(WorkspaceState.Error, (await PassAsync(host, client, node)).Status);
        while (_clock.GetUtcNow() < failed.OccurredAt.AddSeconds(25));
    }

    private async Task<WorkspaceView> ExplainedAsync(ServerHost host, HttpClient client, FakeNode node)
    {
        var begun = _clock.GetUtcNow();
        while (true)
        {
            var seen = await PassAsync(host, client, node);
            if (seen.Status is WorkspaceState.Error)
                return seen;
            Assert.True(
                _clock.GetUtcNow() < begun.AddMinutes(30), $"{seen.Status} with {node.Commands.Count} commands");
        }
    }

    /// <summary>A second, in which the node is heard.</summary>
    private async Task<WorkspaceView> PassAsync(ServerHost host, HttpClient client, FakeNode node)
    {
        await node.BeatAsync();
        while ((await NodeAsync(client)).LastSeenAt < _clock.GetUtcNow().AddSeconds(-0.5))
            await Task.Yield();
        await host.PassAsync(_clock, TimeSpan.FromSeconds(1));
        return (await client.GetFromJsonAsync(
            "/api/v1/workspaces/demo/status", ContractsJson.Default.WorkspaceView, Ct))!;
    }

    private static async Task<NodeView> NodeAsync(HttpClient client) => Assert.Single((await client
        .GetFromJsonAsync("/api/v1/nodes", ContractsJson.Default.NodePage, Ct))!.Items);

    private async Task<(JoinView Node, string WorkspaceId)> PlaceAsync(
        ServerHost host, WorkspaceState state, DesiredState desired)
    {
        var joined = await host.JoinAsync();
        return (joined, await host.PlaceAsync(joined, state, desired, _clock.GetUtcNow()));
    }

    private static EnvironmentReport Report(string id, bool isRunning) =>
        new(id, "docker", isRunning, Services: null, Reason: null);
}
