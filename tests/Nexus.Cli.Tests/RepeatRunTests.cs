using System.Net;

namespace Nexus.Cli.Tests;

/// <summary>Runs that are done again, and what they recorded.</summary>
public sealed class RepeatRunTests
{
    private const string Run = "0198c0de-0000-7000-8000-000000000001";
    private const string Next = "0198c0de-0000-7000-8000-000000000007";

    [Fact]
    public async Task A_retry_says_which_run_it_is()
    {
        using var desk = Ready();

        var (code, stdout, _) = await desk.RunAsync("run", "retry", Run);

        Assert.Equal((0, $"{Next}  bp.mend@0123456789ab\n"), (code, stdout));
        Assert.Equal($"POST /api/v1/runs/{Run}/retry", desk.Server.Heard[^1]);
    }

    [Fact]
    public async Task A_rerun_gives_inputs_of_the_type_that_the_blueprint_says()
    {
        using var desk = Ready();

        var (code, _, stderr) = await desk.RunAsync("run", "rerun", Run, "--input", "host=7", "--input", "size=7");

        Assert.Equal((0, ""), (code, stderr));
        Assert.Equal(
            $$$"""POST /api/v1/runs/{{{Run}}}/rerun {"inputs":{"host":"7","size":7}}""", desk.Server.Heard[^1]);
    }

    [Theory]
    [InlineData("true", "null", 0, "bp.mend@0123456789ab: consistent, 2 events.")]
    [InlineData("false", """{"position":8,"recorded":"this","expected":"that"}""", 1,
        "bp.mend@0123456789ab: not consistent at 8.\n  recorded  this\n  expected  that")]
    public async Task A_replay_tells_each_decision_and_whether_all_follows(
        string consistent, string difference, int expected, string told)
    {
        using var desk = Ready();
        desk.Server.Answer($"GET /api/v1/runs/{Run}/replay", HttpStatusCode.OK, $$$"""
            {"run_id":"{{{Run}}}","name":"bp.mend@0123456789ab","consistent":{{{consistent}}},
             "difference":{{{difference}}},
             "items":[
              {"position":7,"event_id":"{{{Next}}}","occurred_at":"2026-01-17T10:00:00Z",
               "event_name":"xyn.step.started","step":"mend","attempt":2,"idempotency_key":"k",
               "may_have_run_before":true,"condition":true},
              {"position":8,"event_id":"{{{Next}}}","occurred_at":"2026-01-17T10:00:01Z",
               "event_name":"xyn.gate.approved","step":"ask","outcome":"approved",
               "decision":{"is_approved":true,"by":"user-1","comment":null,"at":"2026-01-17T10:00:01Z"}}]}
            """);

        var (code, stdout, stderr) = await desk.RunAsync("run", "replay", Run);

        Assert.Equal(expected, code);
        Assert.Equal("""
            POSITION  AT                    WHAT           STEP  ATTEMPT           DECIDED
            7         2026-01-17T10:00:00Z  step.started   mend  2, perhaps twice  its condition holds
            8         2026-01-17T10:00:01Z  gate.approved  ask   -                 approved by user-1

            """, stdout);
        Assert.Contains(told, stderr, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("parent_run_id", "for a step of")]
    [InlineData("retry_of", "goes on from")]
    public async Task A_run_shows_the_one_it_belongs_to(string field, string shown)
    {
        using var desk = Ready();
        desk.Server.Answer($"GET /api/v1/runs/{Run}", HttpStatusCode.OK, CannedServer.Run.Replace(
            "\"resource_type\"", $"\"{field}\":\"{Next}\",\"resource_type\"", StringComparison.Ordinal));

        var (_, stdout, _) = await desk.RunAsync("run", "show", Run);

        Assert.Contains($"\n  {shown} {Next}\n", stdout, StringComparison.Ordinal);
    }

    private static Desk Ready()
    {
        var desk = new Desk();
        foreach (var (asked, id) in (Span<(string, string)>)
            [($"POST /api/v1/runs/{Run}/retry", Next), ($"POST /api/v1/runs/{Run}/rerun", Next),
                ($"GET /api/v1/runs/{Run}", Run)])
        {
            desk.Server.Answer(asked, HttpStatusCode.OK, $$$"""
                {"run_id":"{{{id}}}","name":"bp.mend@0123456789ab","status":"running","phase":"running",
                 "resource_type":"host","resource_id":"web-1","created_at":"2026-01-17T10:00:00Z","actor":"user-1",
                 "correlation_id":"c-1","step_count":1,"inputs":{}}
                """);
        }

        desk.Server.Answer("GET /api/v1/blueprints/bp.mend", HttpStatusCode.OK, """
            {"blueprint_id":"bp.mend","name":"Mend","description":null,"status":"active",
             "version":"bp.mend@0123456789ab","revision":"0123456789abcdef","event_types":["host.alarm"],"inputs":[
               {"name":"host","type":"string","is_required":true,"default":null,"description":null},
               {"name":"size","type":"integer","is_required":false,"default":null,"description":null}],
             "owner_id":"user-1","promoted_at":"2026-01-17T10:00:00Z","promoted_by":"user-1"}
            """);
        return desk;
    }
}
