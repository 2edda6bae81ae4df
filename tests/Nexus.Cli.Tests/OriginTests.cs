using System.Net;

namespace Nexus.Cli.Tests;

/// <summary>A new workspace knows where its repository came from, and no password of that.</summary>
public sealed class OriginTests
{
    [Fact]
    public async Task A_password_in_the_origin_stays_here()
    {
        using var desk = new Desk();
        await desk.RepositoryAsync();
        await desk.GitAsync("remote", "add", "origin", "https://me:hunter2@example.com/o/api.git");

        var (_, _, stderr) = await desk.RunAsync("workspace", "create", "api");

        Assert.StartsWith("source  https://example.com/o/api.git\n", stderr, StringComparison.Ordinal);
        Assert.DoesNotContain(desk.Server.Heard, heard => heard.Contains("hunter2", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("git@github.com:o/api.git", "git@github.com:o/api.git")]
    [InlineData("https://me:hunter2@example.com/o/api.git", "https://example.com/o/api.git")]
    [InlineData("ssh://me:hunter2@example.com/o/api.git", null)]
    [InlineData("/srv/git/api.git", null)]
    public async Task A_bundle_goes_with_its_origin_but_no_password(string origin, string? told)
    {
        using var desk = new Desk();
        await desk.RepositoryAsync();
        await desk.GitAsync("remote", "add", "origin", origin);

        await desk.RunAsync("workspace", "create", "api", "--source", ".");

        Assert.NotEmpty(desk.Server.Uploaded);
        var expected = told is null
            ? "\"repo\":null,"
            : $"\"repo\":{{\"owner\":\"o\",\"name\":\"api\",\"url\":\"{told}\",\"branch\":null}},";
        Assert.Contains(desk.Server.Heard, heard => heard.Contains(expected, StringComparison.Ordinal));
        Assert.DoesNotContain(desk.Server.Heard, heard => heard.Contains("hunter2", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("local", "none; it was sent from your machine")]
    [InlineData("none", "none; it was made empty")]
    public async Task What_has_none_is_shown_with_how_it_was_made(string type, string shown)
    {
        using var desk = new Desk();
        desk.Server.Answer("GET /api/v1/workspaces/api/status", HttpStatusCode.OK, CannedServer.Ready
            .Replace("\"url\":\"https://github.com/o/api.git\"", "\"url\":null", StringComparison.Ordinal)
            .Replace("\"type\":\"github\",\"repo\":\"o/api\"", $"\"type\":\"{type}\",\"repo\":null",
                StringComparison.Ordinal));

        var (_, stdout, _) = await desk.RunAsync("workspace", "status", "api");

        Assert.Contains($"    origin    {shown}\n", stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_problem_of_a_configuration_is_in_the_status()
    {
        using var desk = new Desk();
        desk.Server.Answer("GET /api/v1/workspaces/api/status", HttpStatusCode.OK, CannedServer.Ready
            .Replace("\"status\":\"ready\"", "\"status\":\"error\"", StringComparison.Ordinal)
            .Replace("\"error\":null", """
                "error":{"code":"config.invalid","message":"2 problems in .nexus/config.yaml.","hint":"Mend it.",
                  "details":{"problems":"[{\"file\":\"f\",\"line\":3,\"column\":5,\"code\":\"config.bad_port\",
                  \"message\":\"One.\",\"hint\":\"Mend one.\"},{\"file\":\"f\",\"line\":4,\"column\":5,
                  \"code\":\"config.bad_port\",\"message\":\"Two.\",\"hint\":\"Mend two.\"}]"}}
                """.ReplaceLineEndings(""), StringComparison.Ordinal));

        var (_, stdout, _) = await desk.RunAsync("workspace", "status", "api");

        Assert.EndsWith("""
              reason  2 problems in .nexus/config.yaml. [config.invalid]
                      f:3:5: One. [config.bad_port]
                        hint: Mend one.
                      f:4:5: Two. [config.bad_port]
                        hint: Mend two.
              hint    Mend it.

            """, stdout, StringComparison.Ordinal);
    }
}
