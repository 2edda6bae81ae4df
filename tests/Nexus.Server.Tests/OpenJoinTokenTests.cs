using System.Net;
using System.Net.Http.Json;
using Nexus.Contracts;
using Nexus.Server.Tests.Repeated;
using Nexus.Testing;

namespace Nexus.Server.Tests;

/// <summary>An administrator sees which tokens still let a node join, and takes them back.</summary>
public sealed class OpenJoinTokenTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_list_has_those_that_still_let_a_node_in_and_none_of_what_does()
    {
        var clock = new ManualClock();
        await using var host = await ServerHost.StartAsync(clock);
        await MakeAsync(host, "late");
        clock.Advance(TimeSpan.FromMinutes(59));
        await JoinAsync(host, await MakeAsync(host), "n1");
        var secret = await MakeAsync(host, "n2");
        await MakeAsync(host);
        clock.Advance(TimeSpan.FromMinutes(2));

        var open = (await PageAsync(host)).Items;

        Assert.Equal(["", "n2"], open.Select(token => token.Name ?? "").Order(StringComparer.Ordinal));
        Assert.All(open, token => Assert.Equal(58, (token.ExpiresAt - clock.GetUtcNow()).TotalMinutes));
        Assert.All(open, token => Assert.DoesNotContain(token.TokenId, secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_expired_is_forgotten_with_the_next_one()
    {
        var clock = new ManualClock();
        await using var host = await ServerHost.StartAsync(clock);
        await MakeAsync(host);
        clock.Advance(TimeSpan.FromHours(2));

        await MakeAsync(host);

        Assert.Single(await host.RowsAsync("join_token"));
    }

    [Fact]
    public async Task The_list_comes_in_pages()
    {
        await using var host = await ServerHost.StartAsync();
        for (var i = 0; i < 3; i++)
            await MakeAsync(host);

        var first = await PageAsync(host, "?limit=2");
        var second = await PageAsync(host, $"?limit=2&cursor={first.NextCursor}");

        Assert.Equal((2, 1, null), (first.Items.Count, second.Items.Count, second.NextCursor));
        Assert.Empty(first.Items.Intersect(second.Items));
    }

    [Fact]
    public async Task One_that_was_taken_back_lets_no_node_in_and_the_others_do()
    {
        await using var host = await ServerHost.StartAsync();
        var (secret, other) = (await MakeAsync(host, "n1"), await MakeAsync(host));
        var id = Assert.Single((await PageAsync(host)).Items, token => token.Name is "n1").TokenId;

        var ended = await RevokeAsync(host, id);

        Assert.Equal(HttpStatusCode.OK, ended.StatusCode);
        await (await JoinAsync(host, secret, "n1")).RefusedAsync(HttpStatusCode.Unauthorized, "auth.token_unknown");
        Assert.Equal(HttpStatusCode.OK, (await JoinAsync(host, other, "n1")).StatusCode);
    }

    [Fact]
    public async Task What_is_not_open_cannot_be_taken_back()
    {
        await using var host = await ServerHost.StartAsync();
        var secret = await MakeAsync(host);
        var id = Assert.Single((await PageAsync(host)).Items).TokenId;
        await JoinAsync(host, secret, "n1");

        foreach (var none in (string[])[id, "000000000000", "fffffffffffff", id[..6], "x"])
            await (await RevokeAsync(host, none)).RefusedAsync(HttpStatusCode.NotFound, "node.no_join_token");
    }

    [Fact]
    public async Task Asked_twice_with_one_key_it_answers_the_same()
    {
        await using var host = await ServerHost.StartAsync();
        await MakeAsync(host, "n1");
        var path = $"nodes/token/{Assert.Single((await PageAsync(host)).Items).TokenId}";
        using var admin = host.Client();

        var first = await admin.AskAsync("k1", HttpMethod.Delete, path);
        var again = await admin.AskAsync("k1", HttpMethod.Delete, path);

        Assert.Equal(await first.Content.ReadAsStringAsync(Ct), await again.Content.ReadAsStringAsync(Ct));
        var told = Assert.Single(
            await host.Ledger.EventsAsync(new() { Limit = 500 }, Ct),
            item => item.Event.EventName is "xyn.node.token.revoked");
        Assert.Equal("n1", told.Event.Data?.GetProperty("name").GetString());
    }

    private static async Task<string> MakeAsync(ServerHost host, string? name = null)
    {
        using var admin = host.Client();
        var made = name is null
            ? await admin.PostAsync("/api/v1/nodes/token", content: null, Ct)
            : await admin.PostAsJsonAsync(
                "/api/v1/nodes", new(name), ContractsJson.Default.AddNodeRequest, Ct);
        return (await made.ReadAsync(ContractsJson.Default.JoinTokenView)).JoinToken;
    }

    private static async Task<HttpResponseMessage> JoinAsync(ServerHost host, string token, string name)
    {
        using var client = host.Client(token);
        return await client.PostAsJsonAsync(
            "/api/v1/nodes/join", new(name, "1"), ContractsJson.Default.JoinRequest, Ct);
    }

    private static async Task<OpenJoinTokenPage> PageAsync(ServerHost host, string query = "")
    {
        using var admin = host.Client();
        return await (await admin.GetAsync($"/api/v1/nodes/token{query}", Ct))
            .ReadAsync(ContractsJson.Default.OpenJoinTokenPage);
    }

    private static async Task<HttpResponseMessage> RevokeAsync(ServerHost host, string id)
    {
        using var admin = host.Client();
        return await admin.DeleteAsync($"/api/v1/nodes/token/{id}", Ct);
    }
}
