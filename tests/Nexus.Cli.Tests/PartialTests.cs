using System.Net;

namespace Nexus.Cli.Tests;

/// <summary>A step that has ended is not yet a service that is well.</summary>
public sealed class PartialTests
{
    private const string Run = "0198c0de-0000-7000-8000-000000000001";

    [Fact]
    public async Task A_look_at_health_that_found_none_is_not_called_ok()
    {
        using var desk = Desk();

        var (_, _, stderr) = await desk.RunAsync("workspace", "up", "api");

        Assert.Contains("  !!      health           0.8s  not healthy: web, db\n", stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_shows_what_was_not_healthy()
    {
        using var desk = Desk();

        var (_, stdout, _) = await desk.RunAsync("run", "show", Run);

        Assert.Contains("health            0.8s\n    not healthy: web, db\n", stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Services_that_are_not_those_of_the_configuration_are_told()
    {
        const string why = "Not as configured in 'api': not started: db; not healthy: web.";
        using var desk = Desk(output: $$"""
            {"unhealthy":["web"],"warning":{"code":"workspace.other_services","message":"{{why}}","hint":"Up."} }
            """);

        var (_, _, stderr) = await desk.RunAsync("workspace", "up", "api");

        Assert.Contains($"  !!      health           0.8s  {why}\n", stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hook_that_failed_on_the_way_down_is_told()
    {
        using var desk = Desk("services", """
            {"warning":{"code":"hook.failed","message":"The hook 'pre_stop' ended with 3.","hint":"Mend it."}}
            """);

        var (_, _, stderr) = await desk.RunAsync("workspace", "down", "api");

        Assert.Contains(
            "  !!      services         0.8s  The hook 'pre_stop' ended with 3.\n", stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_that_may_have_been_done_twice_is_told_with_its_key()
    {
        using var desk = new Desk();
        desk.Server.Answer($"GET /api/v1/runs/{Run}/steps", HttpStatusCode.OK, $$"""
            {"items":[
              {"step_id":"0198c0de-0000-7000-8000-000000000002","run_id":"{{Run}}","name":"call",
               "status":"completed","phase":"ended","attempt":2,"may_have_run_before":true,
               "idempotency_key":"0198c0de-2","started_at":"2026-01-17T10:00:00Z",
               "completed_at":"2026-01-17T10:00:00.8Z"}],"next_cursor":null}
            """);

        var (_, stdout, _) = await desk.RunAsync("run", "show", Run);

        Assert.Contains(
            "call              0.8s  attempt 2\n    may have run twice: the server stopped during it; "
                + "its key was 0198c0de-2\n", stdout, StringComparison.Ordinal);
    }

    private static Desk Desk(string step = "health", string output = """{"unhealthy":["web","db"]}""")
    {
        var desk = new Desk();
        desk.Server.Answer($"GET /api/v1/runs/{Run}/steps", HttpStatusCode.OK, $$"""
            {"items":[
              {"step_id":"0198c0de-0000-7000-8000-000000000002","run_id":"{{Run}}","name":"{{step}}",
               "status":"completed","phase":"ended","attempt":1,"may_have_run_before":false,
               "started_at":"2026-01-17T10:00:00Z","completed_at":"2026-01-17T10:00:00.8Z","due_at":null,
               "outputs":{{output}},"error":null,"reason":null}],"next_cursor":null}
            """);
        return desk;
    }
}
