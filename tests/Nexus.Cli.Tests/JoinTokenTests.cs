using System.Net;
using Nexus.Testing;

namespace Nexus.Cli.Tests;

/// <summary>Join tokens that nobody used yet are shown, and taken back.</summary>
public sealed class JoinTokenTests
{
    private const string Token = """{"token_id":"3f2a9c0d11be","expires_at":"2026-01-17T11:00:00Z","name":null}""";

    [Theory]
    [InlineData("node_token_list", "node", "token", "list")]
    [InlineData("node_token_list_json", "node", "token", "list", "--json")]
    [InlineData("node_token_revoke", "node", "token", "revoke", "3f2a9c0d11be")]
    [InlineData("help_node_token", "node", "token", "--help")]
    public async Task Commands_speak(string scene, params string[] args)
    {
        using var desk = new Desk();
        Have(desk, $$"""{{Token}}, {"token_id":"aa00bb11cc22","expires_at":"2026-01-17T11:30:00Z","name":"node2"}""");
        desk.Server.Answer("DELETE /api/v1/nodes/token/3f2a9c0d11be", HttpStatusCode.OK, Token);

        Snapshot.Matches(await desk.SeeAsync(args), test: scene);
    }

    [Fact]
    public async Task Without_any_it_is_said_how_to_make_one()
    {
        using var desk = new Desk();
        Have(desk, "");

        var (code, stdout, stderr) = await desk.RunAsync("node", "token", "list");

        Assert.Equal(
            (ExitCode.Ok, "", "No open join tokens. 'nexus node token' makes one.\n"), (code, stdout, stderr));
    }

    private static void Have(Desk desk, string tokens) => desk.Server.Answer(
        "GET /api/v1/nodes/token", HttpStatusCode.OK, $$"""{"items":[{{tokens}}],"next_cursor":null}""");
}
