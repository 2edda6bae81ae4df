using System.Net;

namespace Nexus.Cli.Tests;

/// <summary>Sources of webhooks: the secret is chosen here, and printed once.</summary>
public sealed class HookTests
{
    private const string Hook = """
        {"source":"ci","kind":"json","auth":"signature","path":"/api/v1/hooks/ci","auth_header":"X-Nexus-Signature",
         "replay_window_seconds":300,"event_name":"ci.finished","event_from":null,"data_from":null,
         "delivery_header":"X-Nexus-Delivery","delivery_from":null,"per_second":100,
         "secret_path":"user/user-1/hook.ci","secret":null,"owner_id":"user-1","created_at":"2026-01-17T10:00:00Z"}
        """;

    [Fact]
    public async Task A_secret_nobody_gave_is_chosen_here_and_printed()
    {
        using var desk = Ready();

        var (code, stdout, _) = await desk.RunAsync(
            "hook", "add", "ci", "--kind", "json", "--event", "ci.finished", "--replay-window", "0");

        Assert.Equal(0, code);
        var secret = stdout.Split("secret").Last().Trim();
        Assert.Matches("^[0-9a-f]{64}$", secret);
        Assert.Contains($"\"secret\":\"{secret}\"", desk.Server.Heard[^1], StringComparison.Ordinal);
        Assert.Contains("\"replay_window_seconds\":0", desk.Server.Heard[^1], StringComparison.Ordinal);
        Assert.Contains("  send to    POST /api/v1/hooks/ci\n", stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_of_a_file_is_sent_and_not_printed()
    {
        using var desk = Ready();
        desk.Write("project/secret", "one-of-my-own-choosing\n");

        var (code, stdout, _) = await desk.RunAsync(
            "hook", "add", "ci", "--kind", "json", "--event", "ci.finished", "--secret-file", "secret");

        Assert.Equal(0, code);
        Assert.Contains("\"secret\":\"one-of-my-own-choosing\"", desk.Server.Heard[^1], StringComparison.Ordinal);
        Assert.EndsWith("  secret     in user/user-1/hook.ci\n", stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task They_are_listed_shown_and_removed()
    {
        using var desk = Ready();

        var (_, list, _) = await desk.RunAsync("hook", "list");
        var (_, shown, _) = await desk.RunAsync("hook", "show", "ci", "--json");
        var (_, removed, _) = await desk.RunAsync("hook", "rm", "ci");
        var (wrong, _, _) = await desk.RunAsync("hook", "add", "ci", "--kind", "gitlab");

        Assert.Matches(
            "SOURCE +KIND +AUTH +EVENTS +MADE\nci +json +signature +ci.finished +2026-01-17T10:00:00Z\n", list);
        Assert.StartsWith("{\"source\":\"ci\",", shown, StringComparison.Ordinal);
        Assert.Equal(("ci is removed.\n", 2), (removed, wrong));
    }

    private static Desk Ready()
    {
        var desk = new Desk();
        desk.Server.Answer("POST /api/v1/hooks", HttpStatusCode.OK, Hook);
        desk.Server.Answer("GET /api/v1/hooks/ci", HttpStatusCode.OK, Hook);
        desk.Server.Answer("DELETE /api/v1/hooks/ci", HttpStatusCode.OK, Hook);
        desk.Server.Answer("GET /api/v1/hooks", HttpStatusCode.OK, $$"""{"items":[{{Hook}}],"next_cursor":null}""");
        return desk;
    }
}
