using System.Net.Http.Json;
using Nexus.Contracts;
using Nexus.Testing;

namespace Nexus.Server.Tests;

/// <summary>Steps that wait for a node that is away are cancelled there, and not only where one is asked.</summary>
public sealed class CancelledWhileAwayTests : IDisposable
{
    private readonly TemporaryDirectory _home = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("create", "place", WorkspaceState.Stopped)]
    [InlineData("up", "place", WorkspaceState.Stopped)]
    [InlineData("rebuild", "place", WorkspaceState.Stopped)]
    [InlineData("down", "environment", WorkspaceState.Error)]
    [InlineData("rm --force", "environment", WorkspaceState.Error)]
    public async Task What_is_cancelled_before_its_node_is_back_comes_up_again_and_leaves_nothing(
        string wish, string step, WorkspaceState left)
    {
        await using var host = await ServerHost.StartAsync(home: _home.Path);
        using var client = await host.RegisteredAsync();
        var joined = await host.JoinAsync();
        var environments = await LoseAsync(host, client, joined, wish);
        var run = await AskAsync(client, wish);
        await BeginsAsync(client, run, step);

        await client.PostAsync($"/api/v1/runs/{run}/cancel", content: null, Ct);
        await EndsAsync(client, run);
        await using var node = await LivingNode.ConnectAsync(host, joined, environments);
        var seen = await client.UntilAsync(left);

        Assert.Equal(left is WorkspaceState.Error ? "workspace.cancelled" : null, seen!.Error?.Code);
        await client.AskAsync("up");
        await client.UntilAsync(WorkspaceState.Ready);
        await client.AskAsync("rm");
        await client.UntilAsync(state: null);
        await host.NothingIsLeftAsync(node, _home.Path);
    }

    /// <summary>The node went, and what is wished for was possible until then.</summary>
    /// <returns>What it has.</returns>
    private static async Task<IReadOnlyDictionary<string, bool>> LoseAsync(
        ServerHost host, HttpClient client, JoinView joined, string wish)
    {
        var node = await LivingNode.ConnectAsync(host, joined);
        if (wish is not "create")
        {
            await client.CreateAsync(new() { WorkspaceName = "demo" });
            await client.UntilAsync(WorkspaceState.Ready);
        }

        if (wish is "up")
        {
            await client.AskAsync("down");
            await client.UntilAsync(WorkspaceState.Stopped);
        }

        await node.DisposeAsync();
        if (wish is not "create")
            await client.UntilAsync(WorkspaceState.Unreachable);
        return node.Environments;
    }

    private static async Task<string> AskAsync(HttpClient client, string wish)
    {
        if (wish is "create")
            return (await (await client.CreateAsync(new() { WorkspaceName = "demo" })).AcceptedAsync()).RunId!;
        if (wish is not "rm --force")
            return (await client.AskAsync(wish)).RunId!;
        var response = await client.PostAsJsonAsync("/api/v1/workspaces/demo/rm", new RemoveRequest(Force: true), Ct);
        return (await response.AcceptedAsync()).RunId!;
    }

    private static Task BeginsAsync(HttpClient client, string run, string step) => UntilAsync(async () =>
    {
        var steps = await client.GetFromJsonAsync($"/api/v1/runs/{run}/steps", ContractsJson.Default.StepPage, Ct);
        return steps!.Items is [.., { Status: StepStatus.Running } last] && last.Name == step;
    });

    private static Task EndsAsync(HttpClient client, string run) => UntilAsync(async () =>
    {
        var seen = await client.GetFromJsonAsync($"/api/v1/runs/{run}", ContractsJson.Default.RunView, Ct);
        Assert.True(seen!.Status is RunStatus.Running or RunStatus.Cancelled, $"{seen.Status}: {seen.Error}");
        return seen.Status is RunStatus.Cancelled;
    });

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!await isSo())
        {
            Assert.False(patience.IsCancellationRequested, "It did not come to that.");
            await Task.Delay(50, Ct);
        }
    }
}
