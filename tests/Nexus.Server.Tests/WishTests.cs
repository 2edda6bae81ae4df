using System.Net;

namespace Nexus.Server.Tests;

public sealed class WishTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_asks_at_the_same_time_is_told_of_a_run_that_exists()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await client.CreateAsync(new() { WorkspaceName = "api", Start = false });

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 12).Select(_ => client.PostAsync("/api/v1/workspaces/api/up", content: null, Ct)));

        foreach (var answer in answers)
        {
            var run = await client.GetAsync($"/api/v1/runs/{(await answer.AcceptedAsync()).RunId}", Ct);
            Assert.Equal(HttpStatusCode.OK, run.StatusCode);
        }
    }

    [Fact]
    public async Task What_is_not_up_is_not_restarted()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await client.CreateAsync(new() { WorkspaceName = "api", Start = false });

        var answer = await client.PostAsync("/api/v1/workspaces/api/restart", content: null, Ct);

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Equal("workspace.not_running", (await answer.ErrorAsync()).Error.Code);
    }
}
