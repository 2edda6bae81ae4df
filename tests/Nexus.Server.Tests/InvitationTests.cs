using System.Net;
using Nexus.Contracts;
using Nexus.Platform.Ledger;
using Nexus.Testing;

namespace Nexus.Server.Tests;

public sealed class InvitationTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_invitation_makes_a_user_and_shows_the_token_once()
    {
        await using var host = await ServerHost.StartAsync();
        var invitation = await host.InviteAsync("Alice");

        var came = await (await host.RegisterAsAsync(invitation, handle: null))
            .ReadAsync(ContractsJson.Default.UserView);
        using var alice = host.Client(came.ApiToken);
        var me = await (await alice.GetAsync("/api/v1/users/me", Ct)).ReadAsync(ContractsJson.Default.UserView);

        Assert.Equal(("Alice", UserStatus.Active, false), (me.GithubUsername, me.Status, me.IsAdmin));
        Assert.StartsWith("nxu_", came.ApiToken, StringComparison.Ordinal);
        Assert.Equal((came.UserId, null, People.OtherKey), (me.UserId, me.ApiToken, me.SshPubkey));
    }

    [Fact]
    public async Task An_invitation_lets_in_once()
    {
        await using var host = await ServerHost.StartAsync();
        var invitation = await host.InviteAsync(handle: null);
        await host.RegisterAsAsync(invitation, "alice");

        await (await host.RegisterAsAsync(invitation, "bob"))
            .RefusedAsync(HttpStatusCode.Unauthorized, "user.bad_invitation");
    }

    [Theory]
    [InlineData("alice")]
    [InlineData(null)]
    public async Task Of_many_with_one_invitation_at_the_same_time_one_comes_in(string? handle)
    {
        await using var host = await ServerHost.StartAsync();
        var invitation = await host.InviteAsync(handle);

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 12).Select(i => host.RegisterAsAsync(invitation, handle ?? $"guest{i}")));

        Assert.Single(answers, answer => answer.StatusCode is HttpStatusCode.OK);
        foreach (var late in answers.Where(answer => answer.StatusCode is not HttpStatusCode.OK))
            await late.RefusedAsync(HttpStatusCode.Unauthorized, "user.bad_invitation");
        Assert.Single(await host.Ledger.ListAsync(new("api_token", Scope.All), Ct));
    }

    [Fact]
    public async Task An_expired_invitation_is_worth_nothing()
    {
        var clock = new ManualClock();
        await using var host = await ServerHost.StartAsync(clock);
        var invitation = await host.InviteAsync("alice", expiresIn: 60);
        clock.Advance(TimeSpan.FromSeconds(60));

        await (await host.RegisterAsAsync(invitation, "alice"))
            .RefusedAsync(HttpStatusCode.Unauthorized, "user.bad_invitation");
    }

    [Fact]
    public async Task Expired_invitations_do_not_pile_up()
    {
        var clock = new ManualClock();
        await using var host = await ServerHost.StartAsync(clock);
        for (var i = 0; i < 3; i++)
        {
            await host.InviteAsync(handle: null, expiresIn: 60);
            clock.Advance(TimeSpan.FromSeconds(61));
        }

        Assert.Single(await host.Ledger.ListAsync(new("invitation", Scope.All), Ct));
    }

    [Theory]
    [InlineData(59)]
    [InlineData(31 * 24 * 3600)]
    [InlineData(long.MaxValue)]
    public async Task A_life_out_of_bounds_is_refused(long seconds)
    {
        await using var host = await ServerHost.StartAsync();
        using var admin = host.Client();

        await (await admin.InviteAsync("alice", seconds))
            .RefusedAsync(HttpStatusCode.UnprocessableEntity, "user.bad_expiry");
    }

    [Fact]
    public async Task An_invitation_opens_nothing_but_registering()
    {
        await using var host = await ServerHost.StartAsync();
        var invitation = await host.InviteAsync("alice");
        using var client = host.Client(invitation);

        foreach (var path in (string[])["workspaces", "users", "users/me", "nodes", "events", "runs", "events/stream"])
            Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync($"/api/v1/{path}", Ct)).StatusCode);
    }

    [Fact]
    public async Task An_invitation_for_one_lets_in_nobody_else()
    {
        await using var host = await ServerHost.StartAsync();
        var invitation = await host.InviteAsync("alice");

        await (await host.RegisterAsAsync(invitation, "mallory"))
            .RefusedAsync(HttpStatusCode.Forbidden, "user.not_you");
        Assert.Equal(HttpStatusCode.OK, (await host.RegisterAsAsync(invitation, "ALICE")).StatusCode);
    }

    [Fact]
    public async Task An_invitation_for_anyone_needs_a_free_handle()
    {
        await using var host = await ServerHost.StartAsync();
        await host.AddAsync("alice");
        await host.InviteAsync("bob");
        var invitation = await host.InviteAsync(handle: null);

        await (await host.RegisterAsAsync(invitation, handle: null))
            .RefusedAsync(HttpStatusCode.UnprocessableEntity, "user.bad_handle");
        foreach (var taken in (string[])["alice", "Alice", "bob", Environment.UserName])
        {
            await (await host.RegisterAsAsync(invitation, taken))
                .RefusedAsync(HttpStatusCode.Conflict, "user.handle_taken");
        }

        Assert.Equal(HttpStatusCode.OK, (await host.RegisterAsAsync(invitation, "carol")).StatusCode);
    }

    [Fact]
    public async Task A_second_invitation_for_one_replaces_the_first()
    {
        await using var host = await ServerHost.StartAsync();
        var first = await host.InviteAsync("alice");
        var second = await host.InviteAsync("alice");

        await (await host.RegisterAsAsync(first, "alice"))
            .RefusedAsync(HttpStatusCode.Unauthorized, "user.bad_invitation");
        Assert.Equal(HttpStatusCode.OK, (await host.RegisterAsAsync(second, "alice")).StatusCode);
    }

    [Fact]
    public async Task Revoking_who_was_invited_takes_the_invitation_back()
    {
        await using var host = await ServerHost.StartAsync();
        var invitation = await host.InviteAsync("alice");
        await host.RevokeAsync("alice");

        await (await host.RegisterAsAsync(invitation, "alice"))
            .RefusedAsync(HttpStatusCode.Unauthorized, "user.bad_invitation");
    }

    [Fact]
    public async Task Nothing_that_lets_in_is_written_down()
    {
        await using var host = await ServerHost.StartAsync();
        var invitation = await host.InviteAsync("alice");
        var token = (await (await host.RegisterAsAsync(invitation, "alice"))
            .ReadAsync(ContractsJson.Default.UserView)).ApiToken!;

        var rows = new List<string>();
        foreach (var kind in (string[])["user", "api_token", "invitation"])
            rows.AddRange((await host.Ledger.ListAsync(new(kind, Scope.All), Ct)).Select(row => row.ToString()));
        rows.AddRange((await host.Ledger.EventsAsync(new(), Ct)).Select(item => $"{item.Event} {item.Event.Data}"));

        Assert.DoesNotContain(rows, row => row.Contains(token, StringComparison.Ordinal));
        Assert.DoesNotContain(rows, row => row.Contains(invitation, StringComparison.Ordinal));
    }
}
