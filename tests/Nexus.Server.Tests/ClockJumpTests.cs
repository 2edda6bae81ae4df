using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Contracts;
using Nexus.Testing;
using Nexus.Transport.Control;
using Nexus.Workspaces;
using Nexus.Workspaces.Ports;

namespace Nexus.Server.Tests;

/// <summary>Somebody sets the clock of the server, by an hour or a day, in either direction.</summary>
public sealed class ClockJumpTests
{
    private readonly ManualClock _clock = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<int, WorkspaceState, DesiredState, string> Jumps { get; } = [
        .. from hours in (int[])[1, -1, 24, -24]
           from moment in (IEnumerable<(WorkspaceState State, DesiredState Desired, string Verb)>)
           [
               (WorkspaceState.Stopping, DesiredState.Down, ControlVerbs.Stop),
               (WorkspaceState.Error, DesiredState.Down, ControlVerbs.Stop),
               (WorkspaceState.Creating, DesiredState.Up, ControlVerbs.Ensure),
               (WorkspaceState.Running, DesiredState.Up, ControlVerbs.Ensure),
               (WorkspaceState.Removing, DesiredState.Removed, ControlVerbs.Destroy),
           ]
           select new TheoryDataRow<int, WorkspaceState, DesiredState, string>(
               hours, moment.State, moment.Desired, moment.Verb)];

    [Theory]
    [MemberData(nameof(Jumps))]
    public async Task What_is_on_its_way_goes_on_in_time(
        int hours, WorkspaceState state, DesiredState desired, string verb)
    {
        await using var host = await ServerHost.StartAsync(_clock);
        using var client = await host.RegisteredAsync();
        var joined = await host.JoinAsync();
        var id = await host.PlaceAsync(
            joined, state, desired, _clock.GetUtcNow(), workspace => workspace with
            {
                IsRemovalForced = true,
                IsPostStartDue = state is WorkspaceState.Running, // as of one that is brought up
            });
        _clock.Jump(TimeSpan.FromHours(hours));
        await using var node = await FakeNode.ConnectAsync(
            host, joined, FakeNode.Hello(), _ => false, new EnvironmentReport(id, "docker", true, null, null));

        var begun = _clock.GetTimestamp();
        while (!node.Asked.IsCompleted)
        {
            await PassAsync(host, client, node);
            Assert.InRange(_clock.GetElapsedTime(begun), TimeSpan.Zero, TimeSpan.FromMinutes(1));
        }

        var asked = node.Commands.First();
        Assert.Equal(verb, asked.Verb);
        Assert.InRange(asked.DeadlineMs, 1, (int)TimeSpan.FromMinutes(4).TotalMilliseconds);
    }

    [Theory]
    [InlineData(WorkspaceState.Ready, DesiredState.Up, 24)]
    [InlineData(WorkspaceState.Ready, DesiredState.Up, -24)]
    [InlineData(WorkspaceState.Stopped, DesiredState.Down, 24)]
    [InlineData(WorkspaceState.Stopped, DesiredState.Down, -24)]
    public async Task What_rests_goes_on_resting_and_its_node_is_not_said_to_be_away(
        WorkspaceState state, DesiredState desired, int hours)
    {
        await using var host = await ServerHost.StartAsync(_clock);
        using var client = await host.RegisteredAsync();
        var joined = await host.JoinAsync();
        var id = await host.PlaceAsync(joined, state, desired, _clock.GetUtcNow());
        var report = new EnvironmentReport(
            id, "docker", state is WorkspaceState.Ready, new("boot", 1, IsStarted: true, []), null);
        await using var node = await FakeNode.ConnectAsync(host, joined, FakeNode.Hello(), _ => false, report);

        _clock.Jump(TimeSpan.FromHours(hours));
        for (var i = 0; i < 40; i++)
            Assert.Equal(state, (await PassAsync(host, client, node))?.Status);

        Assert.False(node.Asked.IsCompleted);
    }

    [Theory]
    [InlineData(24)]
    [InlineData(-24)]
    public async Task A_quarantine_lasts_as_long_as_it_is_said_to(int hours)
    {
        await using var host = await ServerHost.StartAsync(_clock);
        var leases = host.Services.GetRequiredService<PortLeases>();
        var (first, second) = (Wanted("ws-1"), Wanted("ws-2"));
        var open = new Everywhere();
        var lease = await leases.LeaseAsync(first, open, Cause.System("test"), Ct);
        for (var i = 3; i < 80; i++)
            await leases.LeaseAsync(Wanted($"ws-{i}"), open, Cause.System("test"), Ct);
        await leases.ReleaseAsync("ws-1", _ => true, Cause.System("test"), Ct);

        _clock.Jump(TimeSpan.FromHours(hours));
        _clock.Advance(TimeSpan.FromMinutes(9));
        var early = await Assert.ThrowsAsync<NexusException>(
            () => leases.LeaseAsync(second, open, Cause.System("test"), Ct));
        _clock.Advance(TimeSpan.FromMinutes(2));
        var late = await leases.LeaseAsync(second, open, Cause.System("test"), Ct);

        Assert.Equal("port.exhausted", early.Error.Code);
        Assert.Equal(lease.Port, late.Port);
    }

    private Lease Wanted(string workspaceId) => new()
    {
        Port = 0,
        WorkspaceId = workspaceId,
        OwnerId = "user-1",
        Since = _clock.GetUtcNow(),
    };

    /// <summary>Half a second, in which the node is heard.</summary>
    private async Task<WorkspaceView?> PassAsync(ServerHost host, HttpClient client, FakeNode node)
    {
        await node.BeatAsync();
        while ((await NodeAsync(client)).LastSeenAt < _clock.GetUtcNow().AddSeconds(-0.4))
            await Task.Yield();
        using var response = await client.GetAsync("/api/v1/workspaces/demo/status", Ct);
        await host.PassAsync(_clock, TimeSpan.FromSeconds(0.5));
        return response.StatusCode is HttpStatusCode.NotFound
            ? null
            : await response.Content.ReadFromJsonAsync(ContractsJson.Default.WorkspaceView, Ct);
    }

    private static async Task<NodeView> NodeAsync(HttpClient client) => Assert.Single((await client
        .GetFromJsonAsync("/api/v1/nodes", ContractsJson.Default.NodePage, Ct))!.Items);

    private sealed class Everywhere : IDoors
    {
        public bool TryOpen(Lease lease) => true;

        public Task CloseAsync(IEnumerable<Lease> leases) => Task.CompletedTask;
    }
}
