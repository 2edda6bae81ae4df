using System.Net;
using Nexus.Contracts;

namespace Nexus.Server.Tests;

public sealed class UserTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_administrator_adds_and_lists_users()
    {
        await using var host = await ServerHost.StartAsync();
        var added = await host.AddAsync("alice");
        using var admin = host.Client();

        var page = await (await admin.GetAsync("/api/v1/users?limit=1", Ct)).ReadAsync(ContractsJson.Default.UserPage);
        var rest = await (await admin.GetAsync($"/api/v1/users?cursor={page.NextCursor}", Ct))
            .ReadAsync(ContractsJson.Default.UserPage);

        Assert.Equal(Environment.UserName, Assert.Single(page.Items, user => user.IsAdmin).GithubUsername);
        var alice = Assert.Single(rest.Items);
        Assert.Equal((added.UserId, null), (alice.UserId, alice.ApiToken));
        Assert.Null(rest.NextCursor);
    }

    [Fact]
    public async Task An_administrator_registers_someone_else()
    {
        await using var host = await ServerHost.StartAsync();
        using var admin = host.Client();

        var token = admin.DefaultRequestHeaders.Authorization!.Parameter!;
        var alice = await (await host.RegisterAsAsync(token, "alice")).ReadAsync(ContractsJson.Default.UserView);

        Assert.Equal(HttpStatusCode.OK, await host.StatusAsync(alice.ApiToken!));
        await (await host.RegisterAsAsync(alice.ApiToken!, "bob"))
            .RefusedAsync(HttpStatusCode.Forbidden, "user.not_you");
    }

    [Fact]
    public async Task Ones_own_key_is_replaced_without_a_new_token()
    {
        await using var host = await ServerHost.StartAsync();
        var alice = await host.AddAsync("alice");

        var again = await (await host.RegisterAsAsync(alice.ApiToken!, "Alice", Requests.Key))
            .ReadAsync(ContractsJson.Default.UserView);

        Assert.Equal((alice.UserId, null, Requests.Key), (again.UserId, again.ApiToken, again.SshPubkey));
    }

    [Theory]
    [InlineData("-x")]
    [InlineData("x-")]
    [InlineData("a--b")]
    [InlineData("a b")]
    [InlineData("")]
    [InlineData("../x")]
    [InlineData("user-1")]
    [InlineData("Key")]
    [InlineData("a123456789012345678901234567890123456789")]
    [InlineData("al\u0131ce")]
    public async Task A_handle_that_is_none_is_refused(string handle)
    {
        await using var host = await ServerHost.StartAsync();
        using var admin = host.Client();

        await (await admin.AddUserAsync(handle)).RefusedAsync(HttpStatusCode.UnprocessableEntity, "user.bad_handle");
        await (await admin.InviteAsync(handle)).RefusedAsync(HttpStatusCode.UnprocessableEntity, "user.bad_handle");
    }

    [Fact]
    public async Task Of_those_who_add_one_handle_at_the_same_time_one_does()
    {
        await using var host = await ServerHost.StartAsync();
        using var admin = host.Client();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(i => admin.AddUserAsync(i % 2 == 0 ? "al" : "AL")));

        Assert.Single(answers, answer => answer.StatusCode is HttpStatusCode.OK);
        Assert.All(answers, answer => Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Conflict));
    }

    [Theory]
    [InlineData("alice")]
    [InlineData("ALICE")]
    [InlineData(null)]
    public async Task The_request_after_a_revocation_is_a_strangers(string? named)
    {
        await using var host = await ServerHost.StartAsync();
        var alice = await host.AddAsync("alice");
        Assert.Equal(HttpStatusCode.OK, await host.StatusAsync(alice.ApiToken!));

        var revoked = await (await host.RevokeAsync(named ?? alice.UserId)).ReadAsync(ContractsJson.Default.UserView);

        Assert.Equal(HttpStatusCode.Unauthorized, await host.StatusAsync(alice.ApiToken!));
        Assert.Equal((UserStatus.Revoked, null), (revoked.Status, revoked.SshPubkey));
        Assert.Equal(HttpStatusCode.OK, (await host.RevokeAsync("alice")).StatusCode);
    }

    [Fact]
    public async Task Who_was_revoked_comes_back_with_a_new_token_to_the_same_workspaces()
    {
        await using var host = await ServerHost.StartAsync();
        var alice = await host.AddAsync("alice");
        using (var before = host.Client(alice.ApiToken))
            await before.CreateAsync(new() { WorkspaceName = "api", Start = false });
        await host.RevokeAsync("alice");

        var back = await (await host.RegisterAsAsync(await host.InviteAsync("alice"), "alice"))
            .ReadAsync(ContractsJson.Default.UserView);

        Assert.Equal(alice.UserId, back.UserId);
        Assert.Single(back.Workspaces);
        Assert.Equal(HttpStatusCode.Unauthorized, await host.StatusAsync(alice.ApiToken!));
        Assert.Equal(HttpStatusCode.OK, await host.StatusAsync(back.ApiToken!));
    }

    [Fact]
    public async Task The_owner_of_the_home_is_not_revoked()
    {
        await using var host = await ServerHost.StartAsync();

        await (await host.RevokeAsync(Environment.UserName)).RefusedAsync(HttpStatusCode.Conflict, "user.last_admin");
    }

    [Fact]
    public async Task Nobody_who_is_unknown_is_revoked()
    {
        await using var host = await ServerHost.StartAsync();

        await (await host.RevokeAsync("ghost")).RefusedAsync(HttpStatusCode.NotFound, "user.not_found");
    }

    [Fact]
    public async Task Users_do_not_manage_users()
    {
        await using var host = await ServerHost.StartAsync();
        var alice = await host.AddAsync("alice");
        using var client = host.Client(alice.ApiToken);

        HttpResponseMessage[] answers =
        [
            await client.GetAsync("/api/v1/users", Ct),
            await client.AddUserAsync("bob"),
            await client.InviteAsync("bob"),
            await client.DeleteAsync($"/api/v1/users/{Environment.UserName}", Ct),
            await client.DeleteAsync("/api/v1/users/alice", Ct),
        ];

        foreach (var answer in answers)
            await answer.RefusedAsync(HttpStatusCode.Forbidden, "auth.forbidden");
    }

    [Fact]
    public async Task The_open_streams_of_who_is_revoked_end()
    {
        await using var host = await ServerHost.StartAsync();
        var alice = await host.AddAsync("alice");
        using var client = host.Client(alice.ApiToken);
        await client.CreateAsync(new() { WorkspaceName = "api", Start = false });
        var events = await client.GetStreamAsync("/api/v1/events/stream", Ct);
        using var reader = new StreamReader(events);
        await reader.ReadLineAsync(Ct);
        using var exec = await host.ConnectAsync("/api/v1/workspaces/api/exec", alice.ApiToken!);
        var heard = exec.ReceiveAsync(new byte[1024], Ct);

        await host.RevokeAsync("alice");

        await Assert.ThrowsAnyAsync<Exception>(() => reader.ReadToEndAsync(Ct));
        await Assert.ThrowsAnyAsync<Exception>(() => heard);
        Ct.ThrowIfCancellationRequested();
    }

    [Fact]
    public async Task The_open_streams_of_others_go_on()
    {
        await using var host = await ServerHost.StartAsync();
        var (alice, bob) = (await host.AddAsync("alice"), await host.AddAsync("bob"));
        using var client = host.Client(bob.ApiToken);
        using var reader = new StreamReader(await client.GetStreamAsync("/api/v1/events/stream", Ct));
        await reader.ReadLineAsync(Ct);

        await host.RevokeAsync(alice.UserId);
        await client.CreateAsync(new() { WorkspaceName = "api", Start = false });

        string? line;
        do
        {
            line = await reader.ReadLineAsync(Ct);
        }
        while (line?.StartsWith("event:", StringComparison.Ordinal) is false);
        Assert.Equal("event: xyn.workspace.created", line);
    }
}
