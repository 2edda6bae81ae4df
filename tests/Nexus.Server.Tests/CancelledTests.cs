using System.Net;
using System.Text;
using Nexus.Contracts;
using Nexus.Testing;
using Nexus.Transport.Control;
using Nexus.Transport.Workspaced;

namespace Nexus.Server.Tests;

/// <summary>Its owner changes their mind at any step: nothing is in the way of what they wish for next.</summary>
public sealed class CancelledTests : IDisposable
{
    private readonly TemporaryDirectory _home = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, WorkspaceState> Moments { get; } =
        [.. Interruption.Moments.Select(moment => new TheoryDataRow<string, string, WorkspaceState>(
            moment.Wish, moment.Question, moment.Then))];

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task A_reason_that_is_a_page_long_is_refused()
    {
        await using var host = await ServerHost.StartAsync(home: _home.Path);
        using var client = await host.RegisteredAsync();
        var made = await (await client.CreateAsync(new() { WorkspaceName = "demo" })).AcceptedAsync();
        using var body = new StringContent(
            $$"""{"reason": "{{new string('x', 1001)}}"}""", Encoding.UTF8, "application/json");

        await (await client.PostAsync($"/api/v1/runs/{made.RunId}/cancel", body, Ct))
            .RefusedAsync(HttpStatusCode.UnprocessableEntity, "run.reason_too_long");
    }

    [Fact]
    public async Task Who_cancelled_it_is_told_by_name()
    {
        await using var host = await ServerHost.StartAsync(home: _home.Path);
        using var admin = await host.RegisteredAsync();
        using var alice = host.Client((await host.AddAsync("alice")).ApiToken);
        await host.JoinAsync(); // which is waited for

        Assert.Equal("cancelled by alice", await CancelledAsync(alice, "hers"));
        Assert.Equal($"cancelled by {Environment.UserName}", await CancelledAsync(admin, "mine"));
    }

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task What_is_cancelled_is_explained_comes_up_again_and_leaves_nothing(
        string wish, string question, WorkspaceState left)
    {
        await using var host = await ServerHost.StartAsync(home: _home.Path);
        using var client = await host.RegisteredAsync();
        await using var node = await LivingNode.ConnectAsync(host, await host.JoinAsync());
        var run = await client.InterruptAsync(node, wish, question);

        await client.PostAsync($"/api/v1/runs/{run}/cancel", content: null, Ct);
        node.Held = null;
        var seen = await client.UntilAsync(left);

        Assert.Equal(left is WorkspaceState.Error ? "workspace.cancelled" : null, seen!.Error?.Code);
        Assert.Equal(
            left is not WorkspaceState.Stopped && question is not ControlVerbs.Ensure,
            node.Environments.Values.Contains(true));
        await client.AskAsync("up");
        await client.UntilAsync(WorkspaceState.Ready);
        await client.AskAsync("rm");
        await client.UntilAsync(state: null);
        await host.NothingIsLeftAsync(node, _home.Path);
    }

    [Fact]
    public async Task Nobody_takes_it_for_ready_while_its_services_start_anew()
    {
        await using var host = await ServerHost.StartAsync(home: _home.Path);
        using var client = await host.RegisteredAsync();
        await using var node = await LivingNode.ConnectAsync(host, await host.JoinAsync());
        await client.InterruptAsync(node, "restart", Verbs.Watch);

        Assert.Equal(WorkspaceState.Running, (await client.StatusAsync())?.Status);
        node.Held = null;
        await client.UntilAsync(WorkspaceState.Ready);
    }

    private static async Task<string?> CancelledAsync(HttpClient client, string workspace)
    {
        var made = await (await client.CreateAsync(new() { WorkspaceName = workspace })).AcceptedAsync();
        var cancelled = await client.PostAsync($"/api/v1/runs/{made.RunId}/cancel", content: null, Ct);
        return (await cancelled.ReadAsync(ContractsJson.Default.RunView)).CancelReason;
    }
}
