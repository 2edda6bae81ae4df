using System.Net;

namespace Nexus.Cli.Tests;

/// <summary><c>run start --follow</c>, which sees every event of its run: also those that its steps emit.</summary>
public sealed class FollowRunTests
{
    private const string Run = "0198c0de-0000-7000-8000-000000000001";

    [Theory]
    [InlineData("\"[404]\"")]
    [InlineData("[404]")]
    [InlineData("null")]
    [InlineData("""{"error": "none", "name": 7}""")]
    public async Task Events_of_any_shape_are_let_pass(string data)
    {
        using var desk = new Desk();
        desk.Server.Answer("POST /api/v1/runs", HttpStatusCode.OK, CannedServer.Run);
        desk.Server.Answer("GET /api/v1/events", HttpStatusCode.OK, $$"""
            {"items":[{{Event(9, "xyn.run.completed", "{}")}},{{Event(8, "xyn.step.failed", data)}},
              {{Event(7, "host.mended", data)}}],"next_cursor":null}
            """);

        var (code, _, stderr) = await desk.RunAsync("run", "start", "bp.mend", "--follow");

        Assert.Equal(0, code);
        Assert.DoesNotContain("client.failed", stderr, StringComparison.Ordinal);
    }

    private static string Event(long position, string name, string data) => $$"""
        {"position":{{position}},"event_id":"0198c0de-0000-7000-8000-000000000009","event_name":"{{name}}",
         "occurred_at":"2026-01-17T10:00:02Z","env_id":"e","actor":"system","correlation_id":"c-1","run_id":"{{Run}}",
         "step_id":null,"resource":{"type":"host","id":"web-1"},"data":{{data}}}
        """;
}
