using System.Net;
using System.Text.RegularExpressions;

namespace Nexus.Server.Tests.Repeated;

/// <summary>Who did not hear a secret is told how to get another, and can do as they are told.</summary>
public sealed partial class ShownOnceTests
{
    private const string Replaced = "Ask for another with a new Idempotency-Key: it takes the place of that one.";
    private const string Octocat = """{"github_username": "octocat"}""";
    private const string Node = """{"name": "n1", "version": "1"}""";

    [Theory]
    [InlineData("users/invitations", "{}", "nexus user uninvite", "users/invitations")]
    [InlineData("nodes", """{"name": "n1"}""", "nexus node token revoke", "nodes/token")]
    [InlineData("nodes/token", null, "nexus node token revoke", "nodes/token")]
    public async Task What_lets_somebody_in_is_taken_back_by_its_name(
        string path, string? body, string command, string taken)
    {
        await using var host = await ServerHost.StartAsync();
        using var admin = host.Client();

        var hint = await HintAsync(admin, path, body);
        var id = Id().Match(hint).Value;
        var ended = await admin.AskAsync("k2", HttpMethod.Delete, $"{taken}/{id}");
        var other = await admin.AskAsync("k3", HttpMethod.Post, path, body);

        Assert.Equal($"Run '{command} {id}', then ask for another with a new Idempotency-Key.", hint);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (ended.StatusCode, other.StatusCode));
    }

    [Theory]
    [InlineData("users/invitations", Octocat)]
    [InlineData("nodes/join", Node)]
    public async Task What_replaces_the_one_before_is_asked_for_again(string path, string body)
    {
        await using var host = await ServerHost.StartAsync();
        using var admin = host.Client();

        var hint = await HintAsync(admin, path, body);
        var other = await admin.AskAsync("k2", HttpMethod.Post, path, body);

        Assert.Equal((Replaced, HttpStatusCode.OK), (hint, other.StatusCode));
    }

    [Fact]
    public async Task Somebody_who_did_not_hear_their_token_asks_for_another()
    {
        await using var host = await ServerHost.StartAsync();
        using var alice = host.Client((await host.AddAsync("alice")).ApiToken);

        var hint = await HintAsync(alice, "users/token", body: null);

        Assert.Equal(Replaced, hint);
    }

    [Theory]
    [InlineData("users", Octocat)]
    [InlineData("users/register", $$"""{"github_username": "octocat", "ssh_pubkey": "{{Requests.Key}}"}""")]
    public async Task Somebody_whose_token_nobody_heard_is_invited_again(string path, string body)
    {
        await using var host = await ServerHost.StartAsync();
        using var admin = host.Client();

        var hint = await HintAsync(admin, path, body);
        var revoked = await admin.AskAsync("k2", HttpMethod.Delete, "users/octocat");
        var invited = await admin.AskAsync("k3", HttpMethod.Post, "users/invitations", Octocat);

        Assert.Equal("An administrator runs 'nexus user revoke octocat', then 'nexus user invite octocat'.", hint);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (revoked.StatusCode, invited.StatusCode));
    }

    private static async Task<string> HintAsync(HttpClient client, string path, string? body)
    {
        var first = await client.AskAsync("k1", HttpMethod.Post, path, body);
        var again = await client.AskAsync("k1", HttpMethod.Post, path, body);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Conflict), (first.StatusCode, again.StatusCode));
        var why = (await again.ErrorAsync()).Error;
        Assert.Equal("request.shown_once", why.Code);
        return why.Hint!;
    }

    [GeneratedRegex("[0-9a-f]{12}", RegexOptions.None, matchTimeoutMilliseconds: 200)]
    private static partial Regex Id();
}
