using System.Net.Http.Json;
using Nexus.Contracts;
using Nexus.Testing;
using Nexus.Transport.Workspaced;

namespace Nexus.Server.Tests;

/// <summary>The hook after the start, of a workspace whose services are healthy only later.</summary>
public sealed class PostStartTests : IDisposable
{
    private readonly TemporaryDirectory _home = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task It_runs_once_when_the_last_service_becomes_healthy_and_is_told_of_as_ever()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await using var node = await LivingNode.ConnectAsync(host, await host.JoinAsync());
        node.Hooks["post_start"] = ("no luck\n", 3, null);
        await BrokenAsync(client, node);

        await node.TurnAsync(ServiceState.Healthy);
        var seen = await WarnedAsync(client);
        await node.TurnAsync(ServiceState.Failed);
        await client.UntilAsync(WorkspaceState.Partial);
        await node.TurnAsync(ServiceState.Healthy);
        await client.UntilAsync(WorkspaceState.Ready);

        Assert.Equal("The hook 'post_start' ended with 3. Its last output: no luck", seen.Warning?.Message);
        Assert.Equal(["post-start", "bring-up"], await RunsAsync(client));
        Assert.Equal(["pre_start", "post_start"], node.Ran);
    }

    [Fact]
    public async Task It_runs_also_when_a_restart_mends_them()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await using var node = await LivingNode.ConnectAsync(host, await host.JoinAsync());
        await BrokenAsync(client, node);

        node.Service = ServiceState.Healthy;
        await client.AskAsync("restart");
        await RanAsync(node, "pre_start", "post_start");

        Assert.Equal(["post-start", "restart", "bring-up"], await RunsAsync(client));
    }

    [Fact]
    public async Task The_next_server_knows_that_it_has_not_run()
    {
        JoinView joined;
        LivingNode old;
        await using (var first = await ServerHost.StartAsync(home: _home.Path))
        {
            using var before = await first.RegisteredAsync();
            joined = await first.JoinAsync();
            old = await LivingNode.ConnectAsync(first, joined);
            await BrokenAsync(before, old);
        }

        await old.DisposeAsync();
        await using var host = await ServerHost.StartAsync(home: _home.Path);
        using var client = host.Client();
        await using var node = await LivingNode.ConnectAsync(host, joined, old.Environments);
        await RanAsync(node, "post_start");

        Assert.Equal(["post-start", "bring-up"], await RunsAsync(client));
    }

    [Fact]
    public async Task What_ran_with_its_up_does_not_run_again()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await using var node = await LivingNode.ConnectAsync(host, await host.JoinAsync());
        await client.CreateAsync(new() { WorkspaceName = "demo" });
        await client.UntilAsync(WorkspaceState.Ready);

        await node.TurnAsync(ServiceState.Failed);
        await client.UntilAsync(WorkspaceState.Partial);
        await node.TurnAsync(ServiceState.Healthy);
        await client.UntilAsync(WorkspaceState.Ready);

        Assert.Equal(["bring-up"], await RunsAsync(client));
        Assert.Equal(["pre_start", "post_start"], node.Ran);
    }

    [Fact]
    public async Task One_whose_node_was_lost_meanwhile_is_told_of_as_one_that_failed()
    {
        var clock = new ManualClock();
        await using var host = await ServerHost.StartAsync(clock);
        using var client = await host.RegisteredAsync();
        var joined = await host.JoinAsync();
        var lost = await LivingNode.ConnectAsync(host, joined);
        await BrokenAsync(client, lost);
        lost.Held = Verbs.Hook;
        await lost.TurnAsync(ServiceState.Healthy);
        while (!lost.IsHeld.Task.IsCompleted)
        {
            await host.PassAsync(clock, TimeSpan.FromSeconds(0.1));
            await Task.Delay(50, Ct);
        }

        await lost.DisposeAsync();
        while (await FailedAsync(client) is null)
            await host.PassAsync(clock, TimeSpan.FromSeconds(1));
        await using var node = await LivingNode.ConnectAsync(host, joined, lost.Environments);
        node.Service = ServiceState.Healthy;
        var seen = await client.UntilAsync(WorkspaceState.Ready);

        Assert.Equal("hook.failed", seen!.Warning?.Code);
        Assert.Equal(
            $"Whether the hook 'post_start' ran to its end is not known: {(await FailedAsync(client))!.Message}",
            seen.Warning!.Message);
    }

    /// <returns>Why the hook's run failed; null: it has not.</returns>
    private static async Task<NexusError?> FailedAsync(HttpClient client) => (await client
        .GetFromJsonAsync("/api/v1/runs", ContractsJson.Default.RunPage, Ct))!.Items
        .Single(run => run.Name is "post-start").Error;

    /// <summary>Up, with a service that is not, and so without its hook.</summary>
    private static async Task BrokenAsync(HttpClient client, LivingNode node)
    {
        node.Service = ServiceState.Failed;
        await client.CreateAsync(new() { WorkspaceName = "demo" });
        await client.UntilAsync(WorkspaceState.Partial);
        Assert.Equal(["pre_start"], node.Ran);
    }

    private static async Task RanAsync(LivingNode node, params string[] hooks)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!node.Ran.SequenceEqual(hooks))
        {
            Assert.False(patience.IsCancellationRequested, string.Join(", ", node.Ran));
            await Task.Delay(50, Ct);
        }
    }

    private static async Task<WorkspaceView> WarnedAsync(HttpClient client)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            if (await client.StatusAsync() is { Warning: not null } seen)
                return seen;
            Assert.False(patience.IsCancellationRequested, "Nothing was told.");
            await Task.Delay(50, Ct);
        }
    }

    /// <returns>Newest first.</returns>
    private static async Task<IEnumerable<string>> RunsAsync(HttpClient client) => (await client
        .GetFromJsonAsync("/api/v1/runs", ContractsJson.Default.RunPage, Ct))!.Items.Select(run => run.Name);
}
