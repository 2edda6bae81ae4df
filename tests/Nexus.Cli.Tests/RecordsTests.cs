using System.Net;
using Nexus.Cli.Workspaces;

namespace Nexus.Cli.Tests;

/// <summary>What this machine remembers of its workspaces.</summary>
public sealed class RecordsTests
{
    private const string Gone = """
        {"error":{"code":"workspace.not_found","message":"No workspace 'ws-2'.","hint":null},"correlation_id":"c"}
        """;

    [Fact]
    public async Task Commands_at_once_lose_no_record()
    {
        using var desk = new Desk();

        await Task.WhenAll(Enumerable.Range(0, 40).Select(at => desk.RememberAsync($"ws-{at}", $"n{at}", "/p")));

        Assert.Equal(40, WorkspaceRecords.Of(desk.Place()).All().Count);
    }

    [Fact]
    public async Task A_workspace_that_was_removed_elsewhere_is_meant_no_longer()
    {
        using var desk = new Desk();
        await desk.RememberAsync("ws-1", "api", desk.Project);
        await desk.RememberAsync("ws-2", "old", desk.Project);
        desk.Server.Answer("GET /api/v1/workspaces/ws-2/status", HttpStatusCode.NotFound, Gone);

        var (code, _, stderr) = await desk.RunAsync("workspace", "status");

        Assert.True(code == 0, stderr);
        Assert.Equal(["api"], WorkspaceRecords.Of(desk.Place()).Names());
    }

    [Fact]
    public async Task Without_a_workspace_that_is_still_there_none_belongs_here()
    {
        using var desk = new Desk();
        await desk.RememberAsync("ws-2", "old", desk.Project);
        desk.Server.Answer("GET /api/v1/workspaces/ws-2/status", HttpStatusCode.NotFound, Gone);

        var (_, _, stderr) = await desk.RunAsync("workspace", "down");

        Assert.Contains("[workspace.none_here]", stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Removing_what_is_gone_forgets_it()
    {
        using var desk = new Desk();
        await desk.RememberAsync("ws-2", "old", desk.Project);
        desk.Write("home/.nexus/known_hosts", "ws-2 ssh-ed25519 AAAA\nws-3 ssh-ed25519 BBBB\n");
        desk.Server.Answer("POST /api/v1/workspaces/old/rm", HttpStatusCode.NotFound, Gone);

        await desk.RunAsync("workspace", "rm", "old", "--yes");

        Assert.Empty(WorkspaceRecords.Of(desk.Place()).All());
        var left = await File.ReadAllTextAsync(
            Path.Combine(desk.Home, ".nexus", "known_hosts"), TestContext.Current.CancellationToken);
        Assert.Equal("ws-3 ssh-ed25519 BBBB\n", left);
    }
}
