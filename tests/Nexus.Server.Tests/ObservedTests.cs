using System.Net.Http.Json;
using Nexus.Contracts;
using Nexus.Testing;
using Nexus.Transport.Control;
using Nexus.Workspaces.Lifecycle;

namespace Nexus.Server.Tests;

/// <summary>What nobody can see now is shown as it was last seen, with the reason, and as nothing else.</summary>
public sealed class ObservedTests
{
    private static readonly EnvironmentReport Healthy = new(
        "ws-1", "docker", IsRunning: true,
        new("boot", 1, IsStarted: true,
            [new() { Name = "web", State = ServiceState.Healthy, Command = "serve", Port = 3000, IsHttp = true }]),
        Reason: null);

    private static readonly EnvironmentReport Silent =
        Healthy with { Services = null, Reason = "Its daemon does not answer." };

    private static readonly EnvironmentReport Paused =
        Healthy with { IsRunning = false, IsPaused = true, Services = null, Reason = "The container is paused." };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, "environment.not_answering", "Its daemon does not answer")]
    [InlineData(true, "environment.paused", "The container is paused")]
    public async Task One_that_does_not_answer_is_partial_until_it_does(bool isPaused, string code, string why)
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        var joined = await PlaceAsync(host, TimeProvider.System);
        await using var node = await FakeNode.ConnectAsync(host, joined, FakeNode.Hello(), _ => false, Healthy);
        var before = await StatusAsync(client);

        await node.ReportAsync(isPaused ? Paused : Silent);
        await host.EventAsync("xyn.workspace.partial");
        var silent = await StatusAsync(client);
        await node.ReportAsync(Healthy);
        await host.EventAsync("xyn.workspace.ready");
        var after = await StatusAsync(client);

        Assert.Equal((WorkspaceState.Ready, ServiceState.Healthy), (before.Status, before.Services["web"].Status));
        Assert.Equal((WorkspaceState.Partial, code), (silent.Status, silent.Error?.Code));
        var web = silent.Services["web"];
        Assert.Equal((ServiceState.Healthy, null), (web.Status, web.Url));
        Assert.StartsWith("It was last seen so. ", web.Reason, StringComparison.Ordinal);
        Assert.Contains(why, web.Reason, StringComparison.Ordinal);
        Assert.Equal((WorkspaceState.Ready, null), (after.Status, after.Error));
        Assert.Equal((ServiceState.Healthy, null), (after.Services["web"].Status, after.Services["web"].Reason));
    }

    [Fact]
    public async Task One_that_stays_paused_is_brought_up_after_half_a_minute()
    {
        var clock = new ManualClock();
        await using var host = await ServerHost.StartAsync(clock);
        using var client = await host.RegisteredAsync();
        var joined = await PlaceAsync(host, clock);
        await using var node = await FakeNode.ConnectAsync(host, joined, FakeNode.Hello(), _ => false, Paused);

        var begun = clock.GetUtcNow();
        while (!node.Asked.IsCompleted)
        {
            await node.BeatAsync();
            await StatusAsync(client);
            await host.PassAsync(clock, TimeSpan.FromSeconds(0.5));
        }

        Assert.Equal(ControlVerbs.Ensure, node.Commands.First().Verb);
        Assert.True(clock.GetUtcNow() - begun > TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task One_that_was_brought_back_too_often_is_not_said_to_go_on_by_itself()
    {
        var clock = new ManualClock();
        await using var host = await ServerHost.StartAsync(clock);
        using var client = await host.RegisteredAsync();
        var joined = await PlaceAsync(host, clock, healed: 3);
        await using var node = await FakeNode.ConnectAsync(host, joined, FakeNode.Hello(), _ => false, Paused);

        var hints = new HashSet<string?>();
        var failed = host.EventAsync("xyn.workspace.failed");
        while (!failed.IsCompleted)
        {
            await node.BeatAsync();
            hints.Add((await StatusAsync(client)).Error?.Hint);
            await host.PassAsync(clock, TimeSpan.FromSeconds(0.5));
        }

        var stays = await StatusAsync(client);
        Assert.Equal((WorkspaceState.Error, "environment.paused"), (stays.Status, stays.Error?.Code));
        Assert.StartsWith("Run 'nexus workspace up demo'", stays.Error?.Hint, StringComparison.Ordinal);
        Assert.Equal([null, stays.Error?.Hint], hints.Union([null, stays.Error?.Hint]).Order());
        Assert.Empty(node.Commands);
    }

    [Fact]
    public async Task What_runs_on_a_node_that_went_away_is_not_said_to_be_stopped()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        var joined = await PlaceAsync(host, TimeProvider.System);

        var unknown = await StatusAsync(client);
        await using (await FakeNode.ConnectAsync(host, joined, FakeNode.Hello(), _ => false, Healthy))
            Assert.Equal(WorkspaceState.Ready, (await StatusAsync(client)).Status);
        var away = await StatusAsync(client);
        while (away.Status is not WorkspaceState.Unreachable)
            away = await StatusAsync(client);

        Assert.Equal((WorkspaceState.Unreachable, "node.unreachable"), (unknown.Status, unknown.Error?.Code));
        Assert.Equal(ServiceState.Unknown, unknown.Services["web"].Status);
        Assert.Equal("The node 'n1' is not connected.", unknown.Services["web"].Reason);
        Assert.Equal(ServiceState.Healthy, away.Services["web"].Status);
        Assert.Equal("It was last seen so. The node 'n1' is not connected.", away.Services["web"].Reason);
    }

    [Fact]
    public async Task What_an_engine_has_that_does_not_answer_its_node_is_not_ready()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        var joined = await PlaceAsync(host, TimeProvider.System);
        await using var node = await FakeNode.ConnectAsync(
            host, joined, FakeNode.Hello(), new NodeInventory([], Covered: []), _ => false);

        await host.EventAsync("xyn.workspace.partial");
        var seen = await StatusAsync(client);

        Assert.Equal((WorkspaceState.Partial, "environment.not_answering"), (seen.Status, seen.Error?.Code));
        Assert.Contains("'n1' gets no answer from docker", seen.Error?.Message, StringComparison.Ordinal);
        Assert.Equal(ServiceState.Unknown, seen.Services["web"].Status);
    }

    /// <summary>So a restart that was cancelled leaves it.</summary>
    [Fact]
    public async Task What_runs_without_being_ready_and_falls_silent_is_partial_and_not_started_anew()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        var joined = await PlaceAsync(host, TimeProvider.System, WorkspaceState.Running);
        await using var node = await FakeNode.ConnectAsync(host, joined, FakeNode.Hello(), _ => true, Silent);

        await host.EventAsync("xyn.workspace.partial");
        var seen = await StatusAsync(client);
        await node.ReportAsync(Healthy);
        await host.EventAsync("xyn.workspace.ready");

        Assert.Equal((WorkspaceState.Partial, "environment.not_answering"), (seen.Status, seen.Error?.Code));
        Assert.Empty(node.Commands);
    }

    [Theory]
    [InlineData(WorkspaceState.Stopped, DesiredState.Down)]
    [InlineData(WorkspaceState.Error, DesiredState.Down)]
    public async Task What_is_paused_and_wanted_down_is_taken_down(WorkspaceState state, DesiredState desired)
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        var joined = await PlaceAsync(host, TimeProvider.System, state, desired);
        await using var node = await FakeNode.ConnectAsync(host, joined, FakeNode.Hello(), _ => true, Paused);

        await node.Asked.WaitAsync(TimeSpan.FromSeconds(20), Ct);

        Assert.Equal(ControlVerbs.Stop, node.Commands.First().Verb);
    }

    private static async Task<JoinView> PlaceAsync(
        ServerHost host, TimeProvider clock, WorkspaceState state = WorkspaceState.Ready,
        DesiredState desired = DesiredState.Up, int healed = 0)
    {
        var joined = await host.JoinAsync();
        await host.PlaceAsync(
            joined, state, desired, clock.GetUtcNow() - TimeSpan.FromHours(1),
            workspace => workspace with
            {
                Healed = [.. Enumerable.Repeat(clock.GetUtcNow(), healed)],
                Services = [new WorkspaceService("web", 3000, Internal: false, "serve", 1000, 23000)],
            });
        return joined;
    }

    private static async Task<WorkspaceView> StatusAsync(HttpClient client) => (await client.GetFromJsonAsync(
        "/api/v1/workspaces/demo/status", ContractsJson.Default.WorkspaceView, Ct))!;
}
