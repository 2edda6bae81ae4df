using System.Net;

namespace Nexus.Cli.Tests;

/// <summary>People are shown by what they call each other, where the caller may know it.</summary>
public sealed class HandlesTests
{
    private const string Id = "0198c0de-0000-7000-8000-000000000001";

    [Theory]
    [InlineData("user-2", true, "octocat")]
    [InlineData("user-1", false, "me")]
    [InlineData("user-2", false, "user-2")]
    [InlineData("user-3", true, "user-3")]
    [InlineData("system", false, "system")]
    public async Task Whose_use_it_was_is_named(string owner, bool isAdmin, string shown)
    {
        using var desk = new Desk();
        Know(desk, isAdmin);
        desk.Server.Answer("GET /api/v1/usage", HttpStatusCode.OK, $$"""
            {"items":[{"from":"2026-01-17T10:00:00Z","to":"2026-01-17T11:00:00Z","owner_id":"{{owner}}",
             "blueprint":null,"class":null,"metric":"wall_ms","unit":"ms","quantity":7,"count":1}],"next_cursor":null}
            """);

        var (_, usage, _) = await desk.RunAsync("usage", "--by", "owner");
        var (_, json, _) = await desk.RunAsync("usage", "--by", "owner", "--json");

        Assert.Contains($"\n{shown} ", usage, StringComparison.Ordinal);
        Assert.Contains($"\"{owner}\"", json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("user-2", "\"octocat\"", "octocat")]
    [InlineData("system", "null", "system")]
    public async Task Whoever_did_it_is_named_as_the_server_says(string id, string name, string shown)
    {
        using var desk = new Desk();
        desk.Server.Answer($"GET /api/v1/runs/{Id}", HttpStatusCode.OK, $$"""
            {"run_id":"{{Id}}","name":"bring-up","status":"completed","phase":"ended","resource_type":"workspace",
             "resource_id":"ws-1","created_at":"2026-01-17T10:00:00Z","actor":"{{id}}","actor_name":{{name}},
             "correlation_id":"c","step_count":2,"inputs":{} }
            """);
        desk.Server.Answer($"GET /api/v1/artifacts/{Id}", HttpStatusCode.OK, $$"""
            {"artifact_id":"{{Id}}","name":"a","kind":"file","content_type":"text/plain","metadata":{},
             "created_at":"2026-01-17T10:00:00Z","created_by":"{{id}}","created_by_name":{{name}} }
            """);
        desk.Server.Answer("GET /api/v1/blueprints/bp.mend", HttpStatusCode.OK, BlueprintTests.Blueprint);
        desk.Server.Answer("GET /api/v1/blueprints/bp.mend/versions", HttpStatusCode.OK, $$"""
            {"items":[{"version":"bp.mend@0123456789ab","blueprint_id":"bp.mend","revision":"0123456789abcdef",
             "promoted_at":"2026-01-17T10:00:00Z","promoted_by":"{{id}}","promoted_by_name":{{name}},
             "is_active":true}],"next_cursor":null}
            """);

        var (_, run, _) = await desk.RunAsync("run", "show", Id);
        var (_, artifact, _) = await desk.RunAsync("artifact", "show", Id);
        var (_, blueprint, _) = await desk.RunAsync("blueprint", "show", "bp.mend");

        Assert.All([run, artifact, blueprint], text => Assert.Contains($" by {shown}", text, StringComparison.Ordinal));
    }

    private static void Know(Desk desk, bool isAdmin) => desk.Server.Answer(
        "GET /api/v1/users/me", HttpStatusCode.OK, $$"""
            {"user_id":"user-1","github_username":"me","github_id":null,"ssh_pubkey_fingerprint":null,
             "registered_at":"2026-01-17T10:00:00Z","workspaces":[],"is_admin":{{(isAdmin ? "true" : "false")}}}
            """);
}
