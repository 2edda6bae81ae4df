using System.Net;
using Nexus.Contracts;
using Nexus.Server.Tests.Repeated;
using Nexus.Testing;

namespace Nexus.Server.Tests;

/// <summary>An administrator sees who may still come in, and takes it back.</summary>
public sealed class OpenInvitationTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_list_has_those_that_still_let_someone_in_and_none_of_what_does()
    {
        var clock = new ManualClock();
        await using var host = await ServerHost.StartAsync(clock);
        await host.InviteAsync("late", expiresIn: 60);
        var used = await host.InviteAsync(handle: null);
        await host.RegisterAsAsync(used, "bob");
        clock.Advance(TimeSpan.FromSeconds(60));
        var secret = await host.InviteAsync("Alice", expiresIn: 3600);
        await host.InviteAsync(handle: null, expiresIn: 7200);

        var open = await OpenAsync(host);

        Assert.Equal(
            ["Alice 3600", " 7200"],
            open.OrderBy(item => item.ExpiresAt).Select(
                item => $"{item.GithubUsername} {(item.ExpiresAt - clock.GetUtcNow()).TotalSeconds:0}"));
        Assert.All(open, item => Assert.DoesNotContain(item.InvitationId, secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_list_comes_in_pages()
    {
        await using var host = await ServerHost.StartAsync();
        for (var i = 0; i < 3; i++)
            await host.InviteAsync(handle: null);
        using var admin = host.Client();

        var first = await PageAsync(admin, "?limit=2");
        var second = await PageAsync(admin, $"?limit=2&cursor={first.NextCursor}");

        Assert.Equal((2, 1, null), (first.Items.Count, second.Items.Count, second.NextCursor));
        Assert.Empty(first.Items.Intersect(second.Items));
    }

    [Theory]
    [InlineData("alice")]
    [InlineData(null)]
    public async Task One_that_was_taken_back_lets_nobody_in(string? handle)
    {
        await using var host = await ServerHost.StartAsync();
        var secret = await host.InviteAsync(handle);
        var other = await host.InviteAsync(handle: null);
        var open = (await OpenAsync(host)).First(item => item.GithubUsername == handle);

        var ids = (await OpenAsync(host)).Select(item => item.InvitationId).ToList();
        foreach (var id in handle is null ? ids : [open.InvitationId])
            Assert.Equal(HttpStatusCode.OK, (await WithdrawAsync(host, id)).StatusCode);

        await (await host.RegisterAsAsync(secret, "alice"))
            .RefusedAsync(HttpStatusCode.Unauthorized, "user.bad_invitation");
        Assert.Equal(
            handle is null ? HttpStatusCode.Unauthorized : HttpStatusCode.OK,
            (await host.RegisterAsAsync(other, "alicia")).StatusCode);
    }

    [Fact]
    public async Task A_handle_that_was_invited_is_free_again()
    {
        await using var host = await ServerHost.StartAsync();
        await host.InviteAsync("alice");

        await WithdrawAsync(host, Assert.Single(await OpenAsync(host)).InvitationId);

        Assert.Equal("alice", (await host.AddAsync("alice")).GithubUsername);
        Assert.Empty(await OpenAsync(host));
    }

    [Fact]
    public async Task What_is_not_open_cannot_be_taken_back()
    {
        await using var host = await ServerHost.StartAsync();
        var secret = await host.InviteAsync(handle: null);
        var id = Assert.Single(await OpenAsync(host)).InvitationId;
        await host.RegisterAsAsync(secret, "alice");

        foreach (var none in (string[])[id, "000000000000", "fffffffffffff", id[..6], "x"])
            await (await WithdrawAsync(host, none)).RefusedAsync(HttpStatusCode.NotFound, "user.no_invitation");
    }

    [Fact]
    public async Task Asked_twice_with_one_key_it_answers_the_same()
    {
        await using var host = await ServerHost.StartAsync();
        await host.InviteAsync(handle: null);
        var path = $"users/invitations/{Assert.Single(await OpenAsync(host)).InvitationId}";
        using var admin = host.Client();

        var first = await admin.AskAsync("k1", HttpMethod.Delete, path);
        var again = await admin.AskAsync("k1", HttpMethod.Delete, path);

        Assert.Equal(await first.Content.ReadAsStringAsync(Ct), await again.Content.ReadAsStringAsync(Ct));
        Assert.Single(
            await host.Ledger.EventsAsync(new() { Limit = 500 }, Ct),
            item => item.Event.EventName is "xyn.user.uninvited");
    }

    private static async Task<IReadOnlyList<OpenInvitationView>> OpenAsync(ServerHost host)
    {
        using var admin = host.Client();
        return (await PageAsync(admin, "")).Items;
    }

    private static async Task<OpenInvitationPage> PageAsync(HttpClient admin, string query) =>
        await (await admin.GetAsync($"/api/v1/users/invitations{query}", Ct))
            .ReadAsync(ContractsJson.Default.OpenInvitationPage);

    private static async Task<HttpResponseMessage> WithdrawAsync(ServerHost host, string id)
    {
        using var admin = host.Client();
        return await admin.DeleteAsync($"/api/v1/users/invitations/{id}", Ct);
    }
}
