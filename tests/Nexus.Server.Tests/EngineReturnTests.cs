using Nexus.Contracts;
using Nexus.Testing;
using Nexus.Transport.Control;
using Nexus.Workspaces.Lifecycle;

namespace Nexus.Server.Tests;

/// <summary>What failed because the engine was away is tried again when it is back, once for each return.</summary>
public sealed class EngineReturnTests
{
    private static readonly NexusError Away = new("docker.unreachable", "It does not answer.", "Start it.");
    private static readonly NexusError Refused = new("docker.failed", "Docker refused it.", "Run 'nexus doctor'.");
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task It_is_brought_up_by_the_system_when_the_engine_is_back()
    {
        await using var host = await ServerHost.StartAsync(_clock);
        using var client = await host.RegisteredAsync();
        await using var node = await FailedAsync(host, Away);
        await host.PassAsync(_clock, node, TimeSpan.FromMinutes(1));
        var before = node.Commands.Count;

        await node.TellAsync(Docker(isAvailable: true));
        await UntilAskedAsync(host, node, 1);
        var wished = await host.EventAsync(Wishes.Up);

        Assert.Equal(0, before);
        Assert.Equal(ControlVerbs.Ensure, node.Commands.First().Verb);
        Assert.Equal("system", wished.Actor);
        Assert.Equal("docker of 'n1' answers again.", wished.Data?.GetProperty("healing").GetString());
    }

    [Theory]
    [InlineData("docker.unreachable")]
    [InlineData("provider.not_answering")]
    [InlineData("workspace.not_stopped")]
    [InlineData("node.unreachable")]
    public async Task What_was_to_be_down_is_taken_down_when_the_engine_is_back(string code)
    {
        await using var host = await ServerHost.StartAsync(_clock);
        using var client = await host.RegisteredAsync();
        await using var node = await FailedAsync(host, Away with { Code = code }, DesiredState.Down);

        await node.TellAsync(Docker(isAvailable: true));
        await UntilAskedAsync(host, node, 1);
        await host.EventAsync("xyn.workspace.stopped");

        Assert.Equal(ControlVerbs.Stop, Assert.Single(node.Commands).Verb);
        Assert.Equal((WorkspaceState.Stopped, null), await StateAsync(client));
    }

    [Theory]
    [InlineData("workspace.not_started")]
    [InlineData("node.unreachable")]
    public async Task What_got_no_answer_is_brought_up_when_there_is_one_again(string code)
    {
        await using var host = await ServerHost.StartAsync(_clock);
        using var client = await host.RegisteredAsync();
        await using var node = await FailedAsync(host, Away with { Code = code });

        await node.TellAsync(Docker(isAvailable: true));
        await UntilAskedAsync(host, node, 1);

        Assert.Equal(ControlVerbs.Ensure, node.Commands.First().Verb);
    }

    [Fact]
    public async Task A_failure_after_it_was_down_is_another_one_of_the_same_stay()
    {
        await using var host = await ServerHost.StartAsync(_clock);
        using var client = await host.RegisteredAsync();
        await using var node = await FailedAsync(host, Away, DesiredState.Down);
        await node.TellAsync(Docker(isAvailable: true));
        await UntilAskedAsync(host, node, 1);
        await host.EventAsync("xyn.workspace.stopped");
        await host.PassAsync(_clock, node, TimeSpan.FromSeconds(5));
        node.Refuses = _ => Away;
        await client.AskAsync("up");

        await UntilAskedAsync(host, node, 3);

        Assert.Equal([ControlVerbs.Stop, ControlVerbs.Ensure, ControlVerbs.Ensure], node.Commands.Select(c => c.Verb));
    }

    [Fact]
    public async Task It_is_tried_once_for_each_return()
    {
        await using var host = await ServerHost.StartAsync(_clock);
        using var client = await host.RegisteredAsync();
        await using var node = await FailedAsync(host, Away);
        node.Refuses = _ => Away;

        for (var returns = 1; returns <= 3; returns++)
        {
            await node.TellAsync(Docker(isAvailable: false));
            await node.TellAsync(Docker(isAvailable: true));
            await UntilAskedAsync(host, node, returns);
            await host.PassAsync(_clock, node, TimeSpan.FromMinutes(2));

            Assert.Equal(returns, node.Commands.Count);
            Assert.Equal((WorkspaceState.Error, Away.Code), await StateAsync(client));
        }
    }

    [Fact]
    public async Task Another_failure_stands()
    {
        await using var host = await ServerHost.StartAsync(_clock);
        using var client = await host.RegisteredAsync();
        await using var node = await FailedAsync(host, Away);
        node.Refuses = _ => Refused;
        await node.TellAsync(Docker(isAvailable: true));
        await UntilAskedAsync(host, node, 1);

        await node.TellAsync(Docker(isAvailable: false));
        await node.TellAsync(Docker(isAvailable: true));
        await host.PassAsync(_clock, node, TimeSpan.FromMinutes(2));

        Assert.Single(node.Commands);
        Assert.Equal((WorkspaceState.Error, Refused.Code), await StateAsync(client));
    }

    [Theory]
    [InlineData("docker.failed", DesiredState.Down)]
    [InlineData("docker.unreachable", DesiredState.Removed)]
    [InlineData("docker.failed", DesiredState.Up)]
    [InlineData("workspace.cancelled", DesiredState.Up)]
    [InlineData("workspace.environment_lost", DesiredState.Up)]
    public async Task What_is_not_for_want_of_the_engine_or_not_wanted_is_left(string code, DesiredState desired)
    {
        await using var host = await ServerHost.StartAsync(_clock);
        using var client = await host.RegisteredAsync();
        await using var node = await FailedAsync(host, Away with { Code = code }, desired);

        await node.TellAsync(Docker(isAvailable: true));
        await host.PassAsync(_clock, node, TimeSpan.FromMinutes(2));

        Assert.Empty(node.Commands);
        Assert.Equal((WorkspaceState.Error, code), await StateAsync(client));
    }

    [Fact]
    public async Task Why_it_failed_can_be_read_for_half_a_minute()
    {
        await using var host = await ServerHost.StartAsync(_clock);
        using var client = await host.RegisteredAsync();
        await using var node = await FailedAsync(host, Away);
        var begun = _clock.GetUtcNow();

        await node.TellAsync(Docker(isAvailable: true));
        await UntilAskedAsync(host, node, 1);

        Assert.InRange(_clock.GetUtcNow() - begun, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(40));
    }

    /// <summary>On a node whose engine is away.</summary>
    private async Task<FakeNode> FailedAsync(ServerHost host, NexusError why, DesiredState desired = DesiredState.Up)
    {
        var joined = await host.JoinAsync();
        await host.PlaceAsync(
            joined, WorkspaceState.Error, desired, _clock.GetUtcNow(), workspace => workspace with { Error = why });
        return await FakeNode.ConnectAsync(host, joined, new NodeHello("1", Docker(isAvailable: false)), _ => true);
    }

    private static IReadOnlyList<ProviderView> Docker(bool isAvailable) =>
        [new("docker", isAvailable, "20.10", isAvailable ? null : Away.Message, HasSudo: true)];

    private Task UntilAskedAsync(ServerHost host, FakeNode node, int times) =>
        host.PassUntilAsync(_clock, node, () => node.Commands.Count >= times, TimeSpan.FromMinutes(1));

    private static async Task<(WorkspaceState, string?)> StateAsync(HttpClient client)
    {
        var seen = await client.StatusAsync();
        return (seen!.Status, seen.Error?.Code);
    }
}
