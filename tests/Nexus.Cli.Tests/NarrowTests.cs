using System.Net;

namespace Nexus.Cli.Tests;

/// <summary>On a terminal no row of a table breaks; a program gets it whole.</summary>
public sealed class NarrowTests
{
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
