using System.Net.Http.Json;
using Nexus.Contracts;
using Nexus.Testing;
using Nexus.Transport;
using Nexus.Transport.Channels;
using Nexus.Transport.Control;

namespace Nexus.Server.Tests;

/// <summary>Work that is nowhere else is found in what had to be started: it stays as its owner wants it.</summary>
public sealed class RefusedRemovalTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(WorkspaceState.Ready, DesiredState.Up, WorkspaceState.Ready, "Push or fetch it, or run ")]
    [InlineData(
        WorkspaceState.Stopped, DesiredState.Down, WorkspaceState.Error,
        "Run 'nexus workspace up demo' to push or fetch it, or ", ControlVerbs.Stop)]
    public async Task What_ended_is_stopped_again_only_where_it_was_not_wanted_up(
        WorkspaceState state, DesiredState desired, WorkspaceState then, string hint, params string[] after)
    {
        await using var host = await ServerHost.StartAsync(new ManualClock());
        using var client = await host.RegisteredAsync();
        var joined = await host.JoinAsync();
        await host.PlaceAsync(joined, state, desired, DateTimeOffset.UnixEpoch);
        await using var node = await FakeNode.ConnectAsync(
            host, joined, FakeNode.Hello(), _ => true,
            new EnvironmentReport("ws-1", "docker", IsRunning: false, Services: null, "It ended."));
        await using var stream = await host.StreamAsync(joined);

        var accepted = await client.AskAsync("rm");
        await stream.ReadAsync(TransportJson.Default.StreamRequest, Ct);
        await stream.AcceptAsync(new(1, 0, 0, 0), TransportJson.Default.UnsavedReply, Ct);
        await host.EventAsync("xyn.run.failed");

        var why = (await client.GetFromJsonAsync(
            $"/api/v1/runs/{accepted.RunId}", ContractsJson.Default.RunView, Ct))!.Error;
        var seen = (await client.StatusAsync())!;
        Assert.Equal(
            ("workspace.unsaved_work", $"{hint}'nexus workspace rm demo --force'."), (why?.Code, why?.Hint));
        Assert.Equal((then, desired), (seen.Status, seen.Desired));
        Assert.Equal([ControlVerbs.Ensure, .. after], node.Commands.Select(command => command.Verb!));
    }
}
