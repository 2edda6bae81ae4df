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
    [InlineData(true, "status")]
    [InlineData(true, "rebuild")]
    [InlineData(false, "up")]
    [InlineData(false, "restart")]
    public async Task What_an_environment_cannot_have_is_told_when_it_is_made_and_in_its_status(
        bool isTold, string verb)
    {
        using var desk = new Desk();
        Warn(desk, "environment.unbounded");
        Accept(desk, verb);

        var (code, _, stderr) = await desk.RunAsync("workspace", verb, "api");

        Assert.Equal(0, code);
        Assert.Equal(isTold, stderr.Contains("[environment.unbounded]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_rebuild_that_was_refused_is_no_reason_to_rebuild()
    {
        using var desk = new Desk();
        Warn(desk, "workspace.other_environment");
        Accept(desk, "rebuild");
        desk.Server.Answer("GET /api/v1/runs/0198c0de-0000-7000-8000-000000000001", HttpStatusCode.OK, """
            {"run_id":"0198c0de-0000-7000-8000-000000000001","name":"rebuild","status":"failed","phase":"ended",
             "waiting_for":null,"resource_type":"workspace","resource_id":"ws-1","created_at":"2026-01-17T10:00:00Z",
             "started_at":"2026-01-17T10:00:00Z","completed_at":"2026-01-17T10:00:02Z","actor":"user-1",
             "correlation_id":"c-1","step_count":2,"inputs":{},"outputs":null,"cancel_reason":null,
             "error":{"code":"image.not_found","message":"It has no image 'nexus/a:1'.","hint":"Build it."}}
            """);

        var (code, _, stderr) = await desk.RunAsync("workspace", "rebuild", "api");

        Assert.Equal(ExitCode.Failed, code);
        Assert.EndsWith(
            "error: It has no image 'nexus/a:1'. [image.not_found]\n  hint: Build it.\n", stderr,
            StringComparison.Ordinal);
        Assert.DoesNotContain("workspace.other_environment", stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Services_of_which_nothing_but_a_port_is_known_are_told_of_together()
    {
        using var desk = new Desk();
        desk.Server.Answer("GET /api/v1/workspaces/api/services", HttpStatusCode.OK, $$"""
            {"web":{{Service("healthy", "3000", "23000", "\"http://localhost:23000\"")}},
             "db":{{Service("healthy", "5432", "23001")}},"cache":{{Service("healthy", "6379", "23002")}},
             "job":{{Service("healthy", "null", "null")}},"late":{{Service("starting", "80", "23003")}}}
            """);

        var (_, _, stderr) = await desk.RunAsync("workspace", "services", "api");

        Assert.StartsWith("hint: db, cache: connect to the MAPPED port", stderr, StringComparison.Ordinal);
        Assert.Single(stderr.TrimEnd('\n').Split('\n'));
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

    private static string Service(string status, string port, string mapped, string url = "null") => $$"""
        {"status":"{{status}}","port":{{port}},"mapped_port":{{mapped}},"url":{{url}},
         "hint":{{(url is "null" ? "\"it is so\"" : "null")}},"internal":false,"command":"serve","reason":null,
         "restarts":0,"last_exit_code":null,"started_at":null}
        """;

    private static void Warn(Desk desk, string code)
    {
        foreach (var name in (string[])["api", "ws-1"])
        {
            desk.Server.Answer($"GET /api/v1/workspaces/{name}/status", HttpStatusCode.OK,
                CannedServer.Ready.Replace("\"error\":null", $$"""
                    "error":null,"warning":{"code":"{{code}}","message":"It is not so.","hint":"Change it."}
                    """, StringComparison.Ordinal));
        }
    }

    private static void Accept(Desk desk, string verb) =>
        desk.Server.Answer($"POST /api/v1/workspaces/api/{verb}", HttpStatusCode.Accepted, """
            {"workspace_id":"ws-1","workspace_name":"api","status":"creating","ssh_port":null,"estimated_time":"30s",
             "polling_url":"/api/v1/workspaces/ws-1/status","run_id":"0198c0de-0000-7000-8000-000000000001"}
            """);
}
