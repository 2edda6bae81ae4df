using System.Text.Json;

namespace Nexus.Cli.Tests;

/// <summary>What <c>--json</c> prints can be read by people, too.</summary>
public sealed class JsonTests
{
    [Fact]
    public async Task Quotes_and_signs_stand_as_they_are()
    {
        using var desk = new Desk();

        var (_, _, failure) = await desk.RunAsync("workspace", "status", "ghost", "--json");
        var (_, users, _) = await desk.RunAsync("user", "list", "--json");

        Assert.Contains("No workspace 'ghost'.", failure, StringComparison.Ordinal);
        Assert.DoesNotContain("\\u00", failure + users, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_would_move_a_terminal_is_escaped()
    {
        using var desk = new Desk();
        desk.Server.Answer("GET /api/v1/workspaces/api/status", System.Net.HttpStatusCode.OK, CannedServer.Ready
            .Replace("npm run dev", "a\\u001b[2Jb\\u009bc\\\"d", StringComparison.Ordinal));

        var (_, stdout, _) = await desk.RunAsync("workspace", "status", "api", "--json");

        Assert.DoesNotContain(stdout.TrimEnd('\n'), char.IsControl);
        using var json = JsonDocument.Parse(stdout);
        Assert.Equal(
            "a\u001b[2Jb\u009bc\"d",
            json.RootElement.GetProperty("services").GetProperty("web").GetProperty("command").GetString());
    }
}
