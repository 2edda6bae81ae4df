using System.Net;

namespace Nexus.Cli.Tests;

public sealed class WarningTests
{
    [Theory]
    [InlineData("running", "running since 2026-01-17T10:30:00Z, wanted up")]
    [InlineData("error", "error since 2026-01-17T10:30:00Z, wanted up")]
    [InlineData("unreachable", "unreachable, wanted up")]
    public async Task Services_and_doors_are_shown_while_a_workspace_is_not_well(string status, string said)
    {
        using var desk = new Desk();
        desk.Server.Answer("GET /api/v1/workspaces/api/status", HttpStatusCode.OK,
            CannedServer.Ready.Replace("\"status\":\"ready\"", $"\"status\":\"{status}\"", StringComparison.Ordinal));

        var (_, stdout, _) = await desk.RunAsync("workspace", "status", "api");

        Assert.StartsWith($"api  {said}\n", stdout, StringComparison.Ordinal);
        Assert.Contains("http://staging.example.com:23000", stdout, StringComparison.Ordinal);
        Assert.Contains("ssh -p 2222 ", stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_reached_is_shown_with_when_its_node_was_last_heard()
    {
        using var desk = new Desk();
        desk.Server.Answer("GET /api/v1/workspaces/api/status", HttpStatusCode.OK, CannedServer.Ready
            .Replace("\"status\":\"ready\"", "\"status\":\"unreachable\"", StringComparison.Ordinal)
            .Replace("\"run_id\"", "\"last_heard_at\":\"2026-01-18T09:00:00Z\",\"run_id\"", StringComparison.Ordinal));

        var (_, stdout, _) = await desk.RunAsync("workspace", "status", "api");

        Assert.StartsWith("api  unreachable since 2026-01-18T09:00:00Z, wanted up\n", stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_down_has_neither()
    {
        using var desk = new Desk();
        desk.Server.Answer("GET /api/v1/workspaces/api/status", HttpStatusCode.OK, CannedServer.Waiting);

        var (_, stdout, _) = await desk.RunAsync("workspace", "status", "api");

        Assert.StartsWith("api  stopped since ", Assert.Single(stdout.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

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
