using System.Net;

namespace Nexus.Cli.Tests;

/// <summary>People are shown by what they call each other, where the caller may know it.</summary>
public sealed class HandlesTests
{
    private const string Run = "0198c0de-0000-7000-8000-000000000001";

    [Theory]
    [InlineData("user-2", true, "octocat")]
    [InlineData("user-1", false, "me")]
    [InlineData("user-2", false, "user-2")]
    [InlineData("user-3", true, "user-3")]
    [InlineData("system", false, "system")]
    public async Task Whoever_it_was_is_named(string actor, bool isAdmin, string shown)
    {
        using var desk = new Desk();
        Know(desk, isAdmin);
        desk.Server.Answer($"GET /api/v1/runs/{Run}", HttpStatusCode.OK, $$"""
            {"run_id":"{{Run}}","name":"bring-up","status":"completed","phase":"ended","resource_type":"workspace",
             "resource_id":"ws-1","created_at":"2026-01-17T10:00:00Z","actor":"{{actor}}","correlation_id":"c",
             "step_count":2,"inputs":{} }
            """);
        desk.Server.Answer("GET /api/v1/usage", HttpStatusCode.OK, $$"""
            {"items":[{"from":"2026-01-17T10:00:00Z","to":"2026-01-17T11:00:00Z","owner_id":"{{actor}}",
             "blueprint":null,"class":null,"metric":"wall_ms","unit":"ms","quantity":7,"count":1}],"next_cursor":null}
            """);

        var (_, run, _) = await desk.RunAsync("run", "show", Run);
        var (_, usage, _) = await desk.RunAsync("usage", "--by", "owner");
        var (_, json, _) = await desk.RunAsync("usage", "--by", "owner", "--json");

        Assert.Contains($", by {shown}\n", run, StringComparison.Ordinal);
        Assert.Contains($"\n{shown} ", usage, StringComparison.Ordinal);
        Assert.Contains($"\"{actor}\"", json, StringComparison.Ordinal);
    }

    private static void Know(Desk desk, bool isAdmin) => desk.Server.Answer(
        "GET /api/v1/users/me", HttpStatusCode.OK, $$"""
            {"user_id":"user-1","github_username":"me","github_id":null,"ssh_pubkey_fingerprint":null,
             "registered_at":"2026-01-17T10:00:00Z","workspaces":[],"is_admin":{{(isAdmin ? "true" : "false")}}}
            """);
}
