using System.Net;

namespace Nexus.Cli.Tests;

/// <summary>Steps of blueprints return what they like, also under names that the server's own steps use.</summary>
public sealed class ForeignOutputTests
{
    private const string Run = "0198c0de-0000-7000-8000-000000000001";

    [Theory]
    [InlineData("pack", """{"warning":"blob changed\nas we read it"}""", "blob changed as we read it")]
    [InlineData("pack", """{"warning":{"code":"a.b","message":"It failed.","hint":"Mend."}}""", "It failed.")]
    [InlineData("pack", """{"warning":""}""", null)]
    [InlineData("pack", """{"warning":null}""", null)]
    [InlineData("pack", """{"warning":{"message":7}}""", null)]
    [InlineData("pack", """{"warning":["a"]}""", null)]
    [InlineData("pack", """["warning"]""", null)]
    [InlineData("health", """{"unhealthy":["web","db"]}""", "not healthy: web, db")]
    [InlineData("health", """{"unhealthy":"web"}""", null)]
    [InlineData("health", """{"unhealthy":[{"web":1}]}""", null)]
    [InlineData("health", "7", null)]
    public async Task They_are_shown_as_far_as_they_can_be_understood(string step, string outputs, string? shown)
    {
        using var desk = new Desk();
        desk.Server.Answer($"GET /api/v1/runs/{Run}/steps", HttpStatusCode.OK, $$"""
            {"items":[{"step_id":"{{Run}}","run_id":"{{Run}}","name":"{{step}}","status":"completed","phase":"ended",
              "attempt":1,"started_at":"2026-01-17T10:00:00Z","completed_at":"2026-01-17T10:00:01Z","due_at":null,
              "outputs":{{outputs}},"error":null,"reason":null}],"next_cursor":null}
            """);

        var (code, stdout, stderr) = await desk.RunAsync("run", "show", Run);

        Assert.True(code == 0, stderr);
        var lines = stdout.Split('\n').SkipWhile(line => !line.Contains(step, StringComparison.Ordinal)).ToList();
        Assert.Equal(shown is null, !lines[1].StartsWith("    ", StringComparison.Ordinal));
        if (shown is not null)
            Assert.Equal($"    {shown}", lines[1]);
    }
}
