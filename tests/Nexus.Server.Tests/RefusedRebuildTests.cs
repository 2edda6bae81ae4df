using System.Net.Http.Json;
using Nexus.Contracts;
using Nexus.Testing;
using Nexus.Transport.Control;

namespace Nexus.Server.Tests;

/// <summary>A rebuild refused before anything ended: the workspace is as it was, and its run says why.</summary>
public sealed class RefusedRebuildTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("../../escape", null, "workspace.bad_image")]
    [InlineData(null, 0L, "workspace.bad_size")]
    [InlineData(null, 1L << 50, "node.none_fits")]
    public async Task What_may_not_be_or_does_not_fit_is_refused_before_anything_is_touched(
        string? image, long? memory, string code)
    {
        await using var host = await ServerHost.StartAsync(new ManualClock());
        using var client = await host.RegisteredAsync();
        var joined = await host.JoinAsync();
        await PlaceAsync(host, joined, new(image, MemoryBytes: memory), new());
        await using var node = await FakeNode.ConnectAsync(
            host, joined, FakeNode.Hello(FakeNode.Machine(cpus: 4)), _ => true);

        var refused = await RefusedAsync(host, client);

        Assert.Equal(code, refused?.Code);
        var seen = (await client.StatusAsync())!;
        Assert.Equal(
            (WorkspaceState.Ready, null, DateTimeOffset.UnixEpoch), (seen.Status, seen.Error?.Code, seen.ChangedAt));
        Assert.Empty(node.Commands);
    }

    [Fact]
    public async Task An_image_that_its_node_does_not_have_is_told_of_before_anything_is_ended()
    {
        await using var host = await ServerHost.StartAsync(new ManualClock());
        using var client = await host.RegisteredAsync();
        var joined = await host.JoinAsync();
        await PlaceAsync(host, joined, new("nexus/none:1"), new());
        await using var node = await FakeNode.ConnectAsync(
            host, joined, FakeNode.Hello(), message => message.Verb is ControlVerbs.Check);
        node.Refuses = _ => new("image.not_found", "This node has no image 'nexus/none:1'.", "Build it.");

        var refused = await RefusedAsync(host, client);

        Assert.Equal("image.not_found", refused?.Code);
        Assert.Equal(WorkspaceState.Ready, (await client.StatusAsync())!.Status);
        Assert.Equal(ControlVerbs.Check, Assert.Single(node.Commands).Verb);
    }

    [Theory]
    [InlineData(ServiceState.Healthy, WorkspaceState.Ready, null)]
    [InlineData(ServiceState.Failed, WorkspaceState.Partial, "workspace.services_unhealthy")]
    public async Task A_broken_configuration_leaves_it_as_it_was(
        ServiceState service, WorkspaceState state, string? why)
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await using var node = await LivingNode.ConnectAsync(host, await host.JoinAsync());
        node.Service = service;
        await client.CreateAsync(new() { WorkspaceName = "demo" });
        await client.UntilAsync(state);
        node.BadConfiguration = new("config.unknown_key", "There is no 'sevices'.", "Write 'services'.");

        var refused = await RefusedAsync(host, client);

        Assert.Equal("config.unknown_key", refused?.Code);
        var seen = (await client.StatusAsync())!;
        Assert.Equal((state, why), (seen.Status, seen.Error?.Code));
        Assert.True((await client.PostAsync("/api/v1/workspaces/demo/restart", content: null, Ct)).IsSuccessStatusCode);
    }

    private static Task<string> PlaceAsync(
        ServerHost host, JoinView joined, ProviderWish wish, WorkspaceConfigView config) => host.PlaceAsync(
            joined, WorkspaceState.Ready, DesiredState.Up, DateTimeOffset.UnixEpoch,
            workspace => workspace with { Config = config, RepositoryWish = wish });

    /// <returns>Why, as its run tells.</returns>
    private static async Task<NexusError?> RefusedAsync(ServerHost host, HttpClient client)
    {
        var accepted = await client.AskAsync("rebuild");
        await host.EventAsync("xyn.run.failed");
        return (await client.GetFromJsonAsync(
            $"/api/v1/runs/{accepted.RunId}", ContractsJson.Default.RunView, Ct))!.Error;
    }
}
