using System.Net;

namespace Nexus.Cli.Tests;

/// <summary>A token that opens nothing is looked for where it was found.</summary>
public sealed class UnknownTokenTests
{
    private const string Unknown = """
        {"error":{"code":"auth.token_unknown","message":"This token is unknown or revoked.","hint":"Check it."},
         "correlation_id":"c-1"}
        """;

    [Fact]
    public async Task The_variable_it_came_from_is_named()
    {
        using var desk = new Desk();
        desk.Set("NEXUS_TOKEN", "t");

        Assert.Contains("  hint: It came from NEXUS_TOKEN: ", await SeeAsync(desk), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_file_it_came_from_is_named()
    {
        using var desk = new Desk();
        var file = desk.Write("home/.nexus/credentials", """{"http://127.0.0.1:3001":"kept"}""");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Assert.Contains($"  hint: It came from {file}: ", await SeeAsync(desk), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_taken_for_an_invitation_is_named()
    {
        using var desk = new Desk();
        desk.Set("NEXUS_INVITATION", "no invitation");
        desk.Set("NEXUS_TOKEN", "t");
        desk.Server.Answer("POST /api/v1/users/register", HttpStatusCode.Unauthorized, Unknown);

        var (code, _, stderr) = await desk.RunAsync("key", "register");

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("  hint: It came from NEXUS_INVITATION: ", stderr, StringComparison.Ordinal);
    }

    private static async Task<string> SeeAsync(Desk desk)
    {
        desk.Server.Answer("GET /api/v1/workspaces", HttpStatusCode.Unauthorized, Unknown);

        var (code, _, stderr) = await desk.RunAsync("workspace", "list");

        Assert.Equal(ExitCode.Failed, code);
        Assert.StartsWith(
            "error: This token is unknown or revoked. [auth.token_unknown]\n", stderr, StringComparison.Ordinal);
        return stderr;
    }
}
