using System.Net;

namespace Nexus.Cli.Tests;

/// <summary>What is there for a while only is told as that.</summary>
public sealed class WorkcellTests
{
    private const string Run = "0199a1b2-0000-7000-8000-000000000001";

    [Fact]
    public async Task A_list_says_of_which_run_a_workcell_is_and_until_when()
    {
        using var desk = new Desk();
        var cell = CannedServer.Ready.Replace(
            "\"created_at\"",
            $$"""
            "workcell":{"run_id":"{{Run}}","purpose":"test"},"expires_at":"2026-11-22T21:40:00Z","created_at"
            """,
            StringComparison.Ordinal).Replace("\"api\"", "\"cell-1\"", StringComparison.Ordinal);
        desk.Server.Answer("GET /api/v1/workspaces", HttpStatusCode.OK, $$"""
            {"items":[{{CannedServer.Ready}},{{cell}}],"next_cursor":null}
            """);

        var (_, shown, _) = await desk.RunAsync("workspace", "list");

        var rows = shown.Split('\n');
        Assert.Contains("WORKCELL OF RUN", rows[0], StringComparison.Ordinal);
        Assert.Contains($"{Run} (test)  2026-11-22T21:40:00Z", rows[2], StringComparison.Ordinal);
        Assert.DoesNotContain(Run, rows[1], StringComparison.Ordinal);
    }
}
