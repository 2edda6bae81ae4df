using System.Net;

namespace Nexus.Cli.Tests;

/// <summary>Blueprints as people write and start them.</summary>
public sealed class BlueprintTests
{
    private const string Run = "0198c0de-0000-7000-8000-000000000001";

    internal const string Blueprint = """
        {"blueprint_id":"bp.mend","name":"Mend","description":null,"status":"active","version":"bp.mend@0123456789ab",
         "revision":"0123456789abcdef","event_types":["host.alarm"],"inputs":[
           {"name":"host","type":"string","is_required":true,"default":null,"description":null},
           {"name":"hosts","type":"array","is_required":false,"default":null,"description":null},
           {"name":"any","type":"any","is_required":false,"default":null,"description":null}],
         "owner_id":"user-1","promoted_at":"2026-01-17T10:00:00Z","promoted_by":"user-1"}
        """;

    [Fact]
    public async Task A_definition_is_checked_without_a_server()
    {
        using var desk = new Desk();
        desk.Write("project/good.yaml", """
            id: bp.good
            trigger: { event_type: a.b }
            plan: [ { kind: transform, id: it, value: 1 } ]
            """);
        desk.Write("project/bad.yaml", """
            id: bp.bad
            trigger: { event_type: a.b }
            plan: [ { kind: transform, id: it, value: "{{ inputs.x }}" } ]
            colour: red
            """);

        var (good, stdout, _) = await desk.RunAsync("blueprint", "validate", "good.yaml");
        var (bad, _, stderr) = await desk.RunAsync("blueprint", "validate", "bad.yaml");
        var (badJson, json, _) = await desk.RunAsync("blueprint", "validate", "bad.yaml", "--json");

        Assert.Equal((0, 2, 2), (good, bad, badJson));
        Assert.Matches("^bp.good@[0-9a-f]{12}  valid\n$", stdout);
        Assert.Contains("  bad.yaml:3:", stderr, StringComparison.Ordinal);
        Assert.Contains("  bad.yaml:4:1: ", stderr, StringComparison.Ordinal);
        Assert.StartsWith("{\"is_valid\":false,", json, StringComparison.Ordinal);
        Assert.Empty(desk.Server.Heard);
    }

    [Fact]
    public async Task An_event_from_a_run_of_runs_cannot_start_one()
    {
        using var desk = new Desk();
        desk.Write("project/bad.yaml", """
            id: bp.bad
            trigger: { event_type: xyn.run.completed }
            plan: [ { kind: transform, id: it, value: 1 } ]
            """);

        var (code, _, stderr) = await desk.RunAsync("blueprint", "validate", "bad.yaml");

        Assert.Equal(2, code);
        Assert.Contains("  bad.yaml:2:24: ", stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inputs_are_of_the_type_that_the_blueprint_says()
    {
        using var desk = Ready();

        var (code, _, stderr) = await desk.RunAsync(
            "run", "start", "bp.mend@0123456789ab", "--input", "host=7", "--input", "hosts=[1, \"a=b\"]",
            "--input", "any=true", "--input", "other=x");

        Assert.Equal((0, ""), (code, stderr));
        Assert.Contains(
            """blueprint_ref":"bp.mend@0123456789ab","inputs":{"any":true,"host":"7","hosts":[1,"a=b"],"other":"x"}""",
            desk.Server.Heard[^1].Replace("\\u0022", "\"", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"a": 1}""")]
    [InlineData("@data.json")]
    [InlineData("-")]
    public async Task The_data_of_an_event_is_written_out_in_a_file_or_piped_in(string given)
    {
        using var desk = Ready(new MemoryStream("""{"a": 1}"""u8.ToArray()));
        desk.Write("project/data.json", """{"a": 1}""");

        var (code, stdout, _) = await desk.RunAsync(
            "event", "emit", "host.alarm", "--data", given, "--resource", "host:web-1");

        Assert.Equal((0, "0198c0de-0000-7000-8000-00000000000e  host.alarm\n"), (code, stdout));
        Assert.Contains("\"resource\":{\"type\":\"host\",\"id\":\"web-1\"},\"data\":{\"a\":1}",
            desk.Server.Heard[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("{")]
    [InlineData("")]
    public async Task What_is_no_object_is_refused_before_anything_is_asked(string given)
    {
        using var desk = Ready();

        var (code, _, stderr) = await desk.RunAsync("event", "emit", "host.alarm", "--data", given);

        Assert.Equal(2, code);
        Assert.Contains("[request.invalid]", stderr, StringComparison.Ordinal);
        Assert.Empty(desk.Server.Heard);
    }

    [Fact]
    public async Task What_starts_by_itself_tells_when()
    {
        using var desk = Ready();
        desk.Server.Answer("GET /api/v1/blueprints/bp.mend", HttpStatusCode.OK, Blueprint.Replace(
            "\"event_types\":[\"host.alarm\"]", """
            "event_types":["host.alarm"],"schedules":[
              {"schedule":"30 2 * * *","time_zone":"Europe/Berlin","missed":"once",
               "next_due_at":"2026-01-18T01:30:00Z","last_due_at":null},
              {"schedule":"@daily","time_zone":"UTC","missed":"skip","next_due_at":null,"last_due_at":null}]
            """, StringComparison.Ordinal));
        desk.Server.Answer(
            "GET /api/v1/blueprints/bp.mend/versions", HttpStatusCode.OK, """{"items":[],"next_cursor":null}""");

        var (code, stdout, _) = await desk.RunAsync("blueprint", "show", "bp.mend");

        Assert.Equal(0, code);
        Assert.Contains("active, started by host.alarm, 30 2 * * *, @daily\n", stdout, StringComparison.Ordinal);
        Assert.Contains(
            "  due       2026-01-18T01:30:00Z  30 2 * * * Europe/Berlin, missed: once\n"
            + "  due       never  @daily UTC, missed: skip\n", stdout, StringComparison.Ordinal);
    }

    private static Desk Ready(Stream? input = null)
    {
        var desk = new Desk { Input = input ?? Stream.Null };
        desk.Server.Answer("GET /api/v1/blueprints/bp.mend", HttpStatusCode.OK, Blueprint);
        desk.Server.Answer("POST /api/v1/events", HttpStatusCode.OK, """
            {"event_id":"0198c0de-0000-7000-8000-00000000000e","event_name":"host.alarm",
             "occurred_at":"2026-01-17T10:00:00Z","actor":"user-1","correlation_id":"c-1","run_id":null,"step_id":null,
             "resource":{"type":"host","id":"web-1"},"data":{}}
            """);
        desk.Server.Answer("POST /api/v1/runs", HttpStatusCode.OK, $$"""
            {"run_id":"{{Run}}","name":"bp.mend@0123456789ab","status":"running","phase":"running",
             "waiting_for":null,"resource_type":"blueprint","resource_id":"bp.mend","created_at":"2026-01-17T10:00:00Z",
             "started_at":null,"completed_at":null,"actor":"user-1","correlation_id":"c-1","title":null,"step_count":2,
             "inputs":{},"outputs":null,"error":null,"cancel_reason":null}
            """);
        return desk;
    }
}
