using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Contracts;
using Nexus.Transport;
using Nexus.Transport.Control;
using Nexus.Workspaces.Lifecycle;

namespace Nexus.Server.Tests;

/// <summary>An environment made anew, of what its repository wishes now.</summary>
public sealed class RebuildTests
{
    private static readonly ProviderWish Wish = new(Cpus: 2, MemoryBytes: 2L << 30);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_node_is_asked_once_for_what_the_repository_wishes()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        var joined = await host.JoinAsync();
        var id = await PlaceAsync(host, joined, Wish);
        await using var node = await FakeNode.ConnectAsync(host, joined, FakeNode.Hello(), IsCheck);

        var first = await (await RebuildAsync(client)).AcceptedAsync();
        var command = await node.AskedAsync(ControlVerbs.Recreate);
        var second = await (await RebuildAsync(client)).AcceptedAsync();

        Assert.Equal([ControlVerbs.Check, ControlVerbs.Recreate], node.Commands.Select(asked => asked.Verb));
        var asked = command.Body!.Value.Deserialize(TransportJson.Default.EnsureRequest)!;
        Assert.Equal(("nexus/mine:1", 2, 2L << 30), (asked.Image, asked.Cpus, asked.MemoryBytes));
        Assert.Equal(WorkspaceState.Creating, first.Status);
        var stored = await host.Services.GetRequiredService<WorkspaceStore>().FindAsync(id, Ct);
        Assert.Null(stored?.Workspace.Config.Providers);
        Assert.NotNull(first.RunId);
        Assert.Equal(first.RunId, second.RunId);
    }

    [Fact]
    public async Task One_that_could_not_be_entered_is_made_again_of_what_was_there_before()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        var joined = await host.JoinAsync();
        await host.PlaceAsync(
            joined, WorkspaceState.Error, DesiredState.Up, DateTimeOffset.UnixEpoch,
            workspace => workspace with { Made = new("empty:1"), RepositoryWish = new("empty:1") });
        await using var node = await FakeNode.ConnectAsync(host, joined, FakeNode.Hello(), _ => false);

        await client.PostAsync("/api/v1/workspaces/demo/up", content: null, Ct);

        var command = await node.AskedAsync(ControlVerbs.Recreate);
        Assert.Null(command.Body!.Value.Deserialize(TransportJson.Default.EnsureRequest)!.Image);
    }

    [Fact]
    public void A_section_that_is_no_more_wishes_for_nothing_of_its_own()
    {
        var workspace = Placed.Workspace(
            new("node-1", "n1", "docker", IsMade: true), WorkspaceState.Ready, DesiredState.Up, default);
        var other = new Dictionary<string, ProviderWish> { ["process"] = Wish };
        var own = new Dictionary<string, ProviderWish> { ["docker"] = Wish };

        Assert.Null(BringUpServices.WishOf(workspace, other));
        Assert.Equal(new ProviderWish(), BringUpServices.WishOf(workspace with { RepositoryWish = Wish }, other));
        Assert.Equal(Wish, BringUpServices.WishOf(workspace, own));
    }

    [Fact]
    public async Task Until_then_its_status_says_that_it_is_another_one()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await PlaceAsync(host, await host.JoinAsync(), Wish);

        var warning = (await StatusAsync(client)).Warning;

        Assert.Equal("workspace.other_environment", warning?.Code);
        Assert.Contains("cpu 2, memory 2 GiB.", warning?.Message, StringComparison.Ordinal);
        Assert.Contains("nexus workspace rebuild demo", warning?.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_it_was_made_of_is_no_other_one()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await host.PlaceAsync(
            await host.JoinAsync(), WorkspaceState.Ready, DesiredState.Up, DateTimeOffset.UnixEpoch,
            workspace => workspace with { RepositoryWish = Wish, Made = Wish });

        Assert.Null((await StatusAsync(client)).Warning);
    }

    [Fact]
    public async Task A_bound_that_it_does_not_have_is_told_of_under_its_name()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await host.PlaceAsync(
            await host.JoinAsync(), WorkspaceState.Ready, DesiredState.Up, DateTimeOffset.UnixEpoch,
            workspace => workspace with { Unbounded = new("environment.unbounded", "'ws-1' has no disk.", "Wait.") });

        Assert.Equal("'demo' has no disk.", (await StatusAsync(client)).Warning?.Message);
    }

    [Theory]
    [InlineData(DesiredState.Removed, "none", "workspace.wrong_state")]
    [InlineData(DesiredState.Down, "local", "workspace.no_upload")]
    public async Task What_goes_or_waits_for_its_source_is_not_rebuilt(DesiredState desired, string source, string code)
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await host.PlaceAsync(
            await host.JoinAsync(), WorkspaceState.Stopped, desired, DateTimeOffset.UnixEpoch,
            workspace => workspace with { Source = workspace.Source with { Type = source } });

        var answer = await RebuildAsync(client);

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Equal(code, (await answer.ErrorAsync()).Error.Code);
    }

    private static bool IsCheck(ControlMessage message) => message.Verb is ControlVerbs.Check;

    private static Task<string> PlaceAsync(ServerHost host, JoinView joined, ProviderWish wish) => host.PlaceAsync(
            joined, WorkspaceState.Ready, DesiredState.Up, DateTimeOffset.UnixEpoch,
            workspace => workspace with
            {
                Config = new() { Image = "nexus/mine:1" },
                RepositoryWish = wish,
            });

    private static Task<HttpResponseMessage> RebuildAsync(HttpClient client) =>
        client.PostAsync("/api/v1/workspaces/demo/rebuild", content: null, Ct);

    private static async Task<WorkspaceView> StatusAsync(HttpClient client) =>
        (await client.GetFromJsonAsync(
            "/api/v1/workspaces/demo/status", ContractsJson.Default.WorkspaceView, Ct))!;
}
