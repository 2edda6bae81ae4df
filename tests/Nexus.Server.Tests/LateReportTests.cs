using System.Net;
using System.Net.Http.Json;
using Nexus.Contracts;
using Nexus.Transport.Control;

namespace Nexus.Server.Tests;

/// <summary>A node says in its answer that an environment ended, and reports it later, or never.</summary>
public sealed class LateReportTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_taken_down_is_started_to_be_looked_into_before_it_is_removed()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        var joined = await host.JoinAsync();
        var id = await host.PlaceAsync(joined, WorkspaceState.Ready, DesiredState.Up, DateTimeOffset.UnixEpoch);
        await using var node = await FakeNode.ConnectAsync(
            host, joined, FakeNode.Hello(), _ => true,
            new EnvironmentReport(id, "docker", IsRunning: true, Services: null, Reason: null));
        await client.AskAsync("down");
        await host.EventAsync("xyn.workspace.stopped");

        var removal = client.PostAsJsonAsync($"/api/v1/workspaces/{id}/rm", new RemoveRequest(Force: false), Ct);
        await node.AskedAsync(ControlVerbs.Ensure);

        Assert.Equal(HttpStatusCode.Accepted, (await removal).StatusCode);
    }
}
