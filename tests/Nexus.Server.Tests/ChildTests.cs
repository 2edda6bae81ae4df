using System.Net;
using System.Net.Http.Json;
using Nexus.Contracts;

namespace Nexus.Server.Tests;

/// <summary>What a home knows of the homes made from it.</summary>
public sealed class ChildTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_child_is_known_before_it_is_there_and_goes_on_where_it_was()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();

        var begun = await BegunAsync(client, "/srv/child", 4001);
        var again = await BegunAsync(client, "/srv/child", 4002);
        var ready = await (await client.PostAsJsonAsync(
            $"/api/v1/children/{begun.ChildId}/ready", new(3), ContractsJson.Default.ChildReadyRequest, Ct))
            .ReadAsync(ContractsJson.Default.ChildView);

        Assert.Equal((begun.ChildId, ChildStatus.Making, 4002), (again.ChildId, again.Status, again.Port));
        Assert.Equal((ChildStatus.Ready, 3), (ready.Status, ready.Blueprints));
        var refused = await BeginAsync(client, "/srv/child", 4002);
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Equal("child.there", (await refused.ErrorAsync()).Error.Code);
        Assert.Equal("/srv/child", Assert.Single(await ListAsync(client)).Path);
        await host.EventAsync("xyn.child.ready");
        await client.DeleteAsync($"/api/v1/children/{begun.ChildId}", Ct);
        Assert.Empty(await ListAsync(client));
        await host.EventAsync("xyn.child.removed");
    }

    [Theory]
    [InlineData("child", 4001)]
    [InlineData("/srv/a\nb", 4001)]
    [InlineData("/srv/child", 0)]
    [InlineData("/srv/child", 65536)]
    public async Task A_child_that_cannot_be_is_refused(string path, int port)
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();

        var refused = await BeginAsync(client, path, port);

        Assert.Equal("child.invalid", (await refused.ErrorAsync()).Error.Code);
        Assert.Empty(await ListAsync(client));
    }

    private static Task<HttpResponseMessage> BeginAsync(HttpClient client, string path, int port) =>
        client.PostAsJsonAsync(
            "/api/v1/children", new() { Path = path, Port = port }, ContractsJson.Default.ChildRequest, Ct);

    private static async Task<ChildView> BegunAsync(HttpClient client, string path, int port) =>
        await (await BeginAsync(client, path, port)).ReadAsync(ContractsJson.Default.ChildView);

    private static async Task<IReadOnlyList<ChildView>> ListAsync(HttpClient client) =>
        (await client.GetFromJsonAsync("/api/v1/children", ContractsJson.Default.ChildPage, Ct))!.Items;
}
