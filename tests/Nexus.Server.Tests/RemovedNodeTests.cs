using System.Net;
using System.Net.Http.Json;
using Nexus.Contracts;

namespace Nexus.Server.Tests;

/// <summary>What is taken out stays out.</summary>
public sealed class RemovedNodeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task One_that_would_join_again_by_itself_is_taken_out_when_its_agent_is_stopped()
    {
        await using var host = await ServerHost.StartAsync();
        using var admin = host.Client();
        await using (await host.NodeAsync("n1"))
        {
            var refused = await admin.DeleteAsync("/api/v1/nodes/n1", Ct);
            await refused.RefusedAsync(HttpStatusCode.Conflict, "node.connected");
        }

        var removed = await admin.DeleteAsync("/api/v1/nodes/n1", Ct);

        Assert.Equal(HttpStatusCode.OK, removed.StatusCode);
    }

    [Fact(Timeout = 60_000)]
    public async Task One_that_came_with_a_join_token_is_shown_out_at_once()
    {
        await using var host = await ServerHost.StartAsync();
        using var admin = host.Client();
        var made = await admin.PostAsync("/api/v1/nodes/token", content: null, Ct);
        var token = (await made.ReadAsync(ContractsJson.Default.JoinTokenView)).JoinToken;
        using var newcomer = host.Client(token);
        var joined = await (await host.JoinAsync(newcomer, "n1")).ReadAsync(ContractsJson.Default.JoinView);
        await using var node = await FakeNode.ConnectAsync(host, joined, FakeNode.Hello(), _ => false);

        var removed = await admin.DeleteAsync("/api/v1/nodes/n1", Ct);

        Assert.Equal(HttpStatusCode.OK, removed.StatusCode);
        Assert.Empty((await admin.GetFromJsonAsync("/api/v1/nodes", ContractsJson.Default.NodePage, Ct))!.Items);
    }
}
