using Nexus.Contracts;

namespace Nexus.Server.Tests;

/// <summary>An environment that ends is brought back three times in ten minutes, and then only by its owner.</summary>
public sealed class EnvironmentLostTests
{
    [Fact]
    public async Task One_that_ends_again_and_again_is_an_explained_error_that_up_repairs()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await using var node = await LivingNode.ConnectAsync(host, await host.JoinAsync());
        await client.CreateAsync(new() { WorkspaceName = "demo" });
        await client.UntilAsync(WorkspaceState.Ready);

        for (var healed = 1; healed <= 3; healed++)
        {
            await node.EndAllAsync();
            await UntilReadyAsync(host, times: 1 + healed);
        }

        await node.EndAllAsync();
        var failed = await client.UntilAsync(WorkspaceState.Error);
        var isRunning = node.Environments.Values.Contains(true);
        await client.AskAsync("up");
        var after = await client.UntilAsync(WorkspaceState.Ready);

        Assert.Equal("workspace.environment_lost", failed?.Error?.Code);
        Assert.Equal("The environment of 'demo' ended: The container ended.", failed?.Error?.Message);
        Assert.Equal("Run 'nexus workspace up demo'.", failed?.Error?.Hint);
        Assert.False(isRunning);
        Assert.Null(after?.Error);
    }

    private static async Task UntilReadyAsync(ServerHost host, int times)
    {
        await foreach (var item in host.Ledger.FollowAsync(0, TestContext.Current.CancellationToken))
        {
            if (item.Event.EventName == "xyn.workspace.ready" && --times == 0)
                return;
        }
    }
}
