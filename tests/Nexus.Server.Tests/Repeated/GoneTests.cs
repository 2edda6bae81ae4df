using System.Net;

namespace Nexus.Server.Tests.Repeated;

/// <summary>What was done to a workspace that is gone since is not answered as if it were there.</summary>
public sealed class GoneTests
{
    [Fact]
    public async Task A_create_that_is_repeated_after_the_removal_says_that_it_is_gone_and_what_to_do()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        var made = await (await client.CreateAsync("k1")).AcceptedAsync();
        await client.AskAsync("k2", HttpMethod.Post, "workspaces/api/down");
        await client.AskAsync("k3", HttpMethod.Post, "workspaces/api/rm");
        await host.EventAsync("xyn.workspace.removed");

        var again = await client.CreateAsync("k1");
        var down = await client.AskAsync("k2", HttpMethod.Post, "workspaces/api/down");
        var removed = await client.AskAsync("k3", HttpMethod.Post, "workspaces/api/rm");

        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
        var why = (await again.ErrorAsync()).Error;
        Assert.Equal(
            ("workspace.not_found",
                $"The workspace '{made.WorkspaceId}', which this made when it was asked first, was removed since.",
                "Run 'nexus workspace create' again, or ask with a new Idempotency-Key."),
            (why.Code, why.Message, why.Hint));
        await down.RefusedAsync(HttpStatusCode.NotFound, "workspace.not_found");
        await removed.AcceptedAsync();
        await (await client.CreateAsync("k4")).AcceptedAsync();
    }
}
