using System.Net;

namespace Nexus.Cli.Tests;

/// <summary>On a terminal no row of a table breaks; a program gets it whole.</summary>
public sealed class NarrowTests
{
    private const string Run = "0198c0de-0000-7000-8000-000000000001";
    private const string LongName = "a-name-of-forty-characters-as-none-wants";

    [Theory]
    [InlineData("NAME", "workspace", "list")]
    [InlineData("SERVICE", "workspace", "services", "api")]
    [InlineData("NAME", "node", "list")]
    [InlineData("RUN", "run", "list")]
    [InlineData("HANDLE", "user", "list")]
    public async Task Forty_columns_are_enough(string head, params string[] args)
    {
        using var narrow = new Desk { Columns = 40 };
        using var desk = new Desk();

        var (_, shown, _) = await narrow.RunAsync(args);
        var (_, whole, _) = await desk.RunAsync(args);

        var rows = Table(shown);
        Assert.StartsWith(head, rows[0], StringComparison.Ordinal);
        Assert.All(rows, row => Assert.True(row.Length <= 40, row));
        Assert.Equal(Table(whole).Select(First), rows.Select(First));
        Assert.Contains(Table(whole), row => row.Length > 40);
    }

    [Fact]
    public async Task What_matters_least_is_left_out_first()
    {
        using var desk = new Desk { Columns = 44 };

        var (_, shown, _) = await desk.RunAsync("workspace", "list");

        Assert.Equal("NAME  STATUS  PROVIDER  NODE   SSH   AGE", Table(shown)[0].Replace("AGE   ", "AGE"));
    }

    [Theory]
    [InlineData(null, "      7  2026-01-17T10:00:02Z  xyn.workspace.ready              ", "", Run)]
    [InlineData(100, "      7  2026-01-17T10:00:02Z  xyn.workspace.ready              ", "", Run)]
    [InlineData(80, "      7  2026-01-17T10:00:02Z  xyn.workspace.ready              ", "", "0198c0de…0000001")]
    [InlineData(74, "      7  xyn.workspace.ready ", "", Run)]
    [InlineData(40, "      7  xyn.workspace.ready ", "", "0198c…00001")]
    [InlineData(30, "      7  xyn.workspace.ready ", "…", "")]
    public async Task An_event_is_one_line(int? columns, string head, string end, string id)
    {
        using var desk = new Desk { Columns = columns };
        desk.Server.Answer("GET /api/v1/events", HttpStatusCode.OK, $$$"""
            {"items":[{"position":7,"event_id":"0198c0de-0000-7000-8000-000000000009",
              "event_name":"xyn.workspace.ready","occurred_at":"2026-01-17T10:00:02Z",
              "env_id":"e","actor":"system","correlation_id":"c-1","run_id":null,
              "step_id":null,"resource":{"type":"run","id":"{{{Run}}}"},"data":{}}],"next_cursor":null}
            """);

        var (_, shown, _) = await desk.RunAsync("event", "list");

        Assert.Equal($"{head}{id}{end}\n", shown);
    }

    [Fact]
    public async Task A_list_of_runs_says_what_they_are_about()
    {
        using var desk = new Desk { Columns = 80 };
        desk.Server.Answer("GET /api/v1/runs", HttpStatusCode.OK, $$"""
            {"items":[{{Started("ws-1")}},{{Started("ws-01a1fecb282b7d0aa3199cfcde33824a")}}],"next_cursor":null}
            """);

        var (_, shown, _) = await desk.RunAsync("run", "list");

        Assert.Equal(
            [
                $"{"RUN",-36}  NAME      STATUS   RESOURCE",
                $"{Run}  bring-up  running  api",
                $"{Run}  bring-up  running  ws-01a1f…e33824a",
            ],
            Table(shown));
    }

    private static string Started(string resource) => $$"""
        {"run_id":"{{Run}}","name":"bring-up","status":"running","phase":"running","waiting_for":null,
         "resource_type":"workspace","resource_id":"{{resource}}","created_at":"2026-01-17T10:00:00Z",
         "started_at":"2026-01-17T10:00:00Z","completed_at":null,"actor":"user-1","correlation_id":"c-1",
         "step_count":2,"inputs":{},"outputs":null,"error":null,"cancel_reason":null}
        """;

    [Theory]
    [InlineData(null, " of workspace ws-1")]
    [InlineData(60, "\n  of workspace ws-1")]
    public async Task What_a_run_is_about_has_a_line_of_its_own_where_it_needs_one(int? columns, string about)
    {
        using var desk = new Desk { Columns = columns };

        var (_, shown, _) = await desk.RunAsync("run", "show", Run);

        Assert.StartsWith($"{Run}  workspace.up{about}\n", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_has_no_room_at_all_is_cut()
    {
        using var desk = new Desk { Columns = 40 };
        desk.Server.Answer("GET /api/v1/workspaces", HttpStatusCode.OK, $$"""
            {"items":[{{CannedServer.Ready.Replace("\"api\"", $"\"{LongName}\"", StringComparison.Ordinal)}}],
             "next_cursor":null}
            """);

        var (_, shown, _) = await desk.RunAsync("workspace", "list");

        Assert.Equal($"{"NAME",-32}  STATUS", Table(shown)[0]);
        Assert.Equal("a-name-of-forty-characters-as-n…  ready", Table(shown)[1]);
    }

    private static string[] Table(string stdout) => stdout.Split("\n\n")[0].TrimEnd('\n').Split('\n');

    private static string First(string row) => row.Split("  ")[0];
}
