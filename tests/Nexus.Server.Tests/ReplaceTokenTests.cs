using System.Net;
using Nexus.Contracts;
using Nexus.Server.Tests.Repeated;

namespace Nexus.Server.Tests;

/// <summary>A person replaces their own token.</summary>
public sealed class ReplaceTokenTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_old_one_opens_nothing_once_the_new_one_ended_it()
    {
        await using var host = await ServerHost.StartAsync();
        var old = (await host.AddAsync("alice")).ApiToken!;
        var made = await NewAsync(host, old);
        Assert.Equal(HttpStatusCode.OK, await host.StatusAsync(old));

        using var client = host.Client(made.ApiToken);
        var ended = await client.DeleteAsync("/api/v1/users/token", Ct);

        Assert.Equal(HttpStatusCode.OK, ended.StatusCode);
        Assert.Null((await ended.ReadAsync(ContractsJson.Default.UserView)).ApiToken);
        Assert.Equal(HttpStatusCode.Unauthorized, await host.StatusAsync(old));
        Assert.Equal(HttpStatusCode.OK, await host.StatusAsync(made.ApiToken!));
    }

    [Fact]
    public async Task What_is_open_with_the_old_one_ends()
    {
        await using var host = await ServerHost.StartAsync();
        var old = (await host.AddAsync("alice")).ApiToken!;
        using var before = host.Client(old);
        using var stream = await before.GetAsync(
            "/api/v1/events/stream", HttpCompletionOption.ResponseHeadersRead, Ct);
        var reading = stream.Content.CopyToAsync(Stream.Null, Ct);
        using var client = host.Client((await NewAsync(host, old)).ApiToken);

        await client.DeleteAsync("/api/v1/users/token", Ct);

        await Assert.ThrowsAnyAsync<Exception>(() => reading.WaitAsync(TimeSpan.FromSeconds(60), Ct));
        Assert.True(reading.IsFaulted || reading.IsCanceled);
    }

    [Fact]
    public async Task A_second_new_one_replaces_the_first_and_not_the_one_in_use()
    {
        await using var host = await ServerHost.StartAsync();
        var old = (await host.AddAsync("alice")).ApiToken!;

        var first = await NewAsync(host, old);
        var second = await NewAsync(host, old);

        Assert.Equal(HttpStatusCode.Unauthorized, await host.StatusAsync(first.ApiToken!));
        Assert.Equal(HttpStatusCode.OK, await host.StatusAsync(second.ApiToken!));
        Assert.Equal(HttpStatusCode.OK, await host.StatusAsync(old));
    }

    [Fact]
    public async Task Nobody_elses_token_ends()
    {
        await using var host = await ServerHost.StartAsync();
        var bob = (await host.AddAsync("bob")).ApiToken!;
        using var alice = host.Client((await host.AddAsync("alice")).ApiToken);

        await alice.DeleteAsync("/api/v1/users/token", Ct);

        Assert.Equal(HttpStatusCode.OK, await host.StatusAsync(bob));
    }

    [Fact]
    public async Task Asked_twice_with_one_key_there_is_one_new_token_shown_once()
    {
        await using var host = await ServerHost.StartAsync();
        using var alice = host.Client((await host.AddAsync("alice")).ApiToken);

        var first = await alice.AskAsync("k1", HttpMethod.Post, "users/token");
        var again = await alice.AskAsync("k1", HttpMethod.Post, "users/token");

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        await again.RefusedAsync(HttpStatusCode.Conflict, "request.shown_once");
        Assert.Equal(2, (await host.RowsAsync("api_token")).Count);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("DELETE")]
    public async Task The_one_of_the_configuration_is_changed_there(string method)
    {
        await using var host = await ServerHost.StartAsync();
        using var admin = host.Client();

        await (await admin.SendAsync(new(new(method), "/api/v1/users/token"), Ct))
            .RefusedAsync(HttpStatusCode.Conflict, "user.token_in_config");
    }

    private static async Task<UserView> NewAsync(ServerHost host, string token)
    {
        using var client = host.Client(token);
        var answer = await client.PostAsync("/api/v1/users/token", content: null, Ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.ReadAsync(ContractsJson.Default.UserView);
    }
}
