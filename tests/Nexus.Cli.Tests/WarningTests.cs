using System.Net;

namespace Nexus.Cli.Tests;

public sealed class WarningTests
{
    [Theory]
    [InlineData("status")]
    [InlineData("up")]
    public async Task What_is_not_as_the_repository_wants_it_is_said_beside_the_result(string verb)
    {
        using var desk = new Desk();
        desk.Server.Answer($"GET /api/v1/workspaces/{(verb is "up" ? "ws-1" : "api")}/status", HttpStatusCode.OK,
            CannedServer.Ready.Replace("\"error\":null", """
                "error":null,
                "warning":{"code":"workspace.other_provider","message":"It is elsewhere.","hint":"Move it."}
                """, StringComparison.Ordinal));

        var (code, stdout, stderr) = await desk.RunAsync("workspace", verb, "api");

        Assert.Equal(0, code);
        Assert.Contains("WORKSPACE READY", stdout, StringComparison.Ordinal);
        Assert.EndsWith(
            "warning: It is elsewhere. [workspace.other_provider]\n  hint: Move it.\n", stderr,
            StringComparison.Ordinal);
    }
}
