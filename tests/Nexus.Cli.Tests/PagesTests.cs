using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Nexus.Cli.Tests;

/// <summary>A list is as long as was asked for, however long a server's pages are.</summary>
public sealed class PagesTests
{
    private const string Event = """
        {"event_id":"0198c0de-0000-7000-8000-000000000009","event_name":"xyn.workspace.ready",
         "occurred_at":"2026-01-17T10:00:02Z","env_id":"e","actor":"system","correlation_id":"c-1","run_id":null,
         "step_id":null,"resource":{"type":"workspace","id":"ws-1"},"data":{},"position":
        """;

    [Theory]
    [InlineData(1200, 3000, 1200, "1801")]
    [InlineData(1200, 700, 700, null)]
    [InlineData(7, 3000, 7, "2994")]
    public async Task As_many_as_asked_for_come_and_what_is_left_is_told(int asked, int there, int come, string? next)
    {
        await using var server = new LocalServer(context => ServeAsync(context, there));
        using var desk = new Desk { Handler = new SocketsHttpHandler() };
        desk.Set("NEXUS_SERVER", server.Address.ToString());

        var (_, stdout, stderr) = await desk.RunAsync("event", "list", "-n", $"{asked}", "--json");

        Assert.Equal("", stderr);
        using var json = JsonDocument.Parse(stdout);
        Assert.Equal(come, json.RootElement.GetProperty("items").GetArrayLength());
        Assert.Equal(next, json.RootElement.GetProperty("next_cursor").GetString());
    }

    [Theory]
    [InlineData("run", "list", "-n", "0")]
    [InlineData("event", "list", "--limit", "-3")]
    [InlineData("workspace", "logs", "api", "-n", "-5")]
    public async Task Too_few_is_a_slip_of_the_hand(params string[] args)
    {
        using var desk = new Desk();

        var (code, _, stderr) = await desk.RunAsync(args);

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("is too few", stderr, StringComparison.Ordinal);
        Assert.Empty(desk.Server.Heard);
    }

    /// <summary>Pages of 500 at most, the newest first, as the server's.</summary>
    private static async Task ServeAsync(HttpListenerContext context, int there)
    {
        var query = context.Request.QueryString;
        var limit = Math.Min(int.Parse(query["limit"]!, CultureInfo.InvariantCulture), 500);
        var newest = int.Parse(query["cursor"] ?? $"{there + 1}", CultureInfo.InvariantCulture) - 1;
        var items = Enumerable.Range(0, Math.Min(limit, newest)).Select(at => $"{Event}{newest - at}}}");
        var next = newest > limit ? $"\"{newest - limit + 1}\"" : "null";
        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(
            $"{{\"items\":[{string.Join(',', items)}],\"next_cursor\":{next}}}"));
        context.Response.Close();
    }
}
