using System.Net;
using Nexus.Contracts;

namespace Nexus.Server.Tests.Repeated;

/// <summary>Who asks with an invitation or a join token is known by its hash.</summary>
public sealed class SecretTests
{
    [Fact]
    public async Task Who_was_invited_and_did_not_hear_the_answer_hears_that_it_was_done()
    {
        await using var host = await ServerHost.StartAsync();
        using var admin = host.Client();
        var invited = await admin.AskAsync("k0", HttpMethod.Post, "users/invitations", "{}");
        var secret = (await invited.ReadAsync(ContractsJson.Default.InvitationView)).Invitation;
        using var client = host.Client(secret);
        var body = $$"""{"github_username": "octocat", "ssh_pubkey": "{{Requests.Key}}"}""";
        var unheard = await client.AskAsync("k1", HttpMethod.Post, "users/register", body);

        var again = await client.AskAsync("k1", HttpMethod.Post, "users/register", body);
        var other = await client.AskAsync("k2", HttpMethod.Post, "users/register", body);

        Assert.Equal(HttpStatusCode.OK, unheard.StatusCode);
        await again.RefusedAsync(HttpStatusCode.Conflict, "request.shown_once");
        await other.RefusedAsync(HttpStatusCode.Unauthorized, "user.bad_invitation");
        Assert.All(
            await host.RowsAsync("idempotency"),
            row => Assert.DoesNotContain(secret, $"{row}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_join_token_does_not_stand_in_the_row_of_its_key()
    {
        await using var host = await ServerHost.StartAsync();
        using var admin = host.Client();
        var made = await admin.AskAsync("k0", HttpMethod.Post, "nodes/token");
        var secret = (await made.ReadAsync(ContractsJson.Default.JoinTokenView)).JoinToken;
        using var client = host.Client(secret);

        var joined = await client.AskAsync("k1", HttpMethod.Post, "nodes/join", """{"name": "n1", "version": "1"}""");

        Assert.Equal(HttpStatusCode.OK, joined.StatusCode);
        Assert.All(
            await host.RowsAsync("idempotency"),
            row => Assert.DoesNotContain(secret, $"{row}", StringComparison.Ordinal));
    }
}
