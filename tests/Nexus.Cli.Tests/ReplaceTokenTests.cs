using System.Net;
using System.Text.Json;

namespace Nexus.Cli.Tests;

/// <summary>A token is replaced in such an order that nobody is shut out.</summary>
public sealed class ReplaceTokenTests
{
    private const string New = "nxu_0123456789abcdef";

    [Fact]
    public async Task The_new_one_is_kept_before_the_old_one_ends()
    {
        using var desk = new Desk();

        var (code, stdout, stderr) = await desk.RunAsync("user", "token");

        Assert.Equal((0, "octocat  new token\n"), (code, stdout));
        Assert.DoesNotContain(New, stderr, StringComparison.Ordinal);
        Assert.Equal(New, Kept(desk));
        Assert.Equal(
            ["POST /api/v1/users/token", "DELETE /api/v1/users/token"],
            desk.Server.Heard.Select(heard => string.Join(' ', heard.Split(' ').Take(2))));
        Assert.Equal(New, desk.Server.Bearers[^1]);
        Assert.NotEqual(New, desk.Server.Bearers[0]);
    }

    [Fact]
    public async Task A_program_does_not_see_it_either()
    {
        using var desk = new Desk();

        var (_, stdout, _) = await desk.RunAsync("user", "token", "--json");

        using var json = JsonDocument.Parse(stdout);
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("api_token").ValueKind);
    }

    [Fact]
    public async Task Nothing_is_asked_where_it_cannot_be_kept()
    {
        using var desk = new Desk();
        File.SetUnixFileMode(
            desk.Write("home/.nexus/credentials", "not json"), UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var (_, _, stderr) = await desk.RunAsync("user", "token");

        Assert.Contains("[file.unusable]", stderr, StringComparison.Ordinal);
        Assert.Empty(desk.Server.Heard);
    }

    [Fact]
    public async Task Where_the_old_one_could_not_be_ended_the_new_one_is_kept()
    {
        using var desk = new Desk();
        desk.Server.Answer("DELETE /api/v1/users/token", HttpStatusCode.InternalServerError, """
            {"error":{"code":"server.failed","message":"It failed.","hint":"Look.","details":null},
             "correlation_id":"x"}
            """);

        var (code, _, _) = await desk.RunAsync("user", "token");

        Assert.Equal(1, code);
        Assert.Equal(New, Kept(desk));
    }

    private static string? Kept(Desk desk)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(desk.Home, ".nexus/credentials")));
        return json.RootElement.EnumerateObject().Single().Value.GetString();
    }
}
