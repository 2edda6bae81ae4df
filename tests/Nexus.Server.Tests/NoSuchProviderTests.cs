using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Contracts;
using Nexus.Transport.Control;
using Nexus.Workspaces.Nodes;

namespace Nexus.Server.Tests;

/// <summary>What no node has is refused at once; what a node that is away has is waited for.</summary>
public sealed class NoSuchProviderTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory(Timeout = 60_000)]
    [InlineData(null)]
    [InlineData("n1")]
    public async Task What_no_node_has_is_refused_and_leaves_nothing(string? named)
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await using var node = await host.NodeAsync("n1");

        var refused = await client.CreateAsync(new() { WorkspaceName = "api", Provider = "qemu", Node = named });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var error = (await refused.ErrorAsync()).Error;
        Assert.Equal("workspace.unknown_provider", error.Code);
        Assert.StartsWith("Use docker; ", error.Hint, StringComparison.Ordinal);
        var page = await client.GetFromJsonAsync("/api/v1/workspaces", ContractsJson.Default.WorkspacePage, Ct);
        Assert.Empty(page!.Items);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_a_node_has_that_is_away_is_waited_for()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        var joined = await host.JoinAsync("n1");
        await (await FakeNode.ConnectAsync(host, joined, FakeNode.Hello(), _ => false)).DisposeAsync();
        await GoneAsync(host, joined);

        var waits = await client.CreateAsync(new() { WorkspaceName = "api", Provider = "docker" });
        var refused = await client.CreateAsync(new() { WorkspaceName = "other", Provider = "qemu" });

        Assert.Equal(HttpStatusCode.Accepted, waits.StatusCode);
        Assert.Equal("workspace.unknown_provider", (await refused.ErrorAsync()).Error.Code);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_does_not_work_for_now_is_waited_for()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await using var node = await FakeNode.ConnectAsync(
            host, await host.JoinAsync("n1"),
            new NodeHello("1", [new("docker", false, Version: null, "It does not answer.", HasSudo: false)]),
            _ => false);

        var waits = await client.CreateAsync(new() { WorkspaceName = "api", Provider = "docker" });

        Assert.Equal(HttpStatusCode.Accepted, waits.StatusCode);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_node_that_was_never_heard_may_have_it()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await using var node = await host.NodeAsync("n1");
        await host.JoinAsync("n2");

        var waits = await client.CreateAsync(new() { WorkspaceName = "api", Provider = "qemu" });

        Assert.Equal(HttpStatusCode.Accepted, waits.StatusCode);
    }

    private static async Task GoneAsync(ServerHost host, JoinView joined)
    {
        var fleet = host.Services.GetRequiredService<Fleet>();
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look()
        {
            if (!fleet.IsConnected(joined.NodeId))
                gone.TrySetResult();
        }

        using var watch = fleet.Watch(Look);
        Look();
        await gone.Task.WaitAsync(Ct);
    }
}
