using System.Net;
using Nexus.Cli.Workspaces;

namespace Nexus.Cli.Tests;

/// <summary>Which word is the workspace, and which is what is wanted of it.</summary>
public sealed class WordsTests
{
    [Theory]
    [InlineData("workspace exec api ls -t", "workspace exec -- api ls -t")]
    [InlineData("workspace exec -T api ls -t", "workspace exec -T -- api ls -t")]
    [InlineData("workspace exec -- ls", "workspace exec -- -- ls")]
    [InlineData("workspace exec --help", "workspace exec --help --")]
    [InlineData("workspace logs api -f", "workspace logs api -f")]
    public void The_parser_leaves_a_command_to_run_alone(string typed, string given) =>
        Assert.Equal(given, string.Join(' ', ExecWords.Protect(typed.Split(' '))));

    [Fact]
    public void A_marker_says_where_the_command_begins()
    {
        Assert.Equal("api", ExecWords.Of(["api", "--", "ls", "--"]).Workspace);
        Assert.Equal(["ls", "--"], ExecWords.Of(["api", "--", "ls", "--"]).Run);
        Assert.True(ExecWords.Of(["--", "ls"]).IsForHere);
        Assert.Equal(["api", "ls"], ExecWords.Of(["api", "ls"]).Run);
    }

    [Fact]
    public async Task A_word_that_is_no_workspace_is_a_service_of_this_one()
    {
        using var desk = await WithWorkspaceAsync();
        desk.Server.Answer("GET /api/v1/workspaces/ws-1/logs", HttpStatusCode.OK, "");

        await desk.RunAsync("workspace", "logs", "web");

        Assert.Equal("GET /api/v1/workspaces/ws-1/logs?follow=false&service=web", desk.Server.Heard[^1]);
    }

    [Fact]
    public async Task A_word_that_is_both_is_asked_about()
    {
        using var desk = await WithWorkspaceAsync();
        desk.Server.Answer(
            "GET /api/v1/workspaces/web/status", HttpStatusCode.OK,
            CannedServer.Ready.Replace("ws-1", "ws-2", StringComparison.Ordinal));

        var (code, _, stderr) = await desk.RunAsync("workspace", "logs", "web");

        Assert.Equal(ExitCode.Usage, code);
        Assert.Equal(
            "error: 'web' can mean more than one thing. [workspace.ambiguous]\n"
            + "  hint: Say which: 'web', the workspace, 'api web', of this directory's workspace.\n",
            stderr);
    }

    [Fact]
    public async Task Two_workspaces_of_one_directory_are_asked_about()
    {
        using var desk = await WithWorkspaceAsync();
        await desk.RememberAsync("ws-2", "next", desk.Project);
        desk.Server.Answer("GET /api/v1/workspaces/ws-2/status", HttpStatusCode.OK, CannedServer.Ready);

        var (code, _, stderr) = await desk.RunAsync("workspace", "status");

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("'api', 'next'", stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Which_of_them_is_said_by_its_name()
    {
        using var desk = await WithWorkspaceAsync();
        await desk.RememberAsync("ws-2", "next", desk.Project);
        desk.Server.Answer("GET /api/v1/workspaces/ws-2/status", HttpStatusCode.OK, CannedServer.Ready);
        desk.Server.Answer("GET /api/v1/workspaces/next/status", HttpStatusCode.OK, CannedServer.Ready);
        desk.Server.Answer("GET /api/v1/workspaces/next/logs", HttpStatusCode.OK, "");

        await desk.RunAsync("workspace", "logs", "next");
        var (code, _, stderr) = await desk.RunAsync("workspace", "logs", "web");

        Assert.Equal("GET /api/v1/workspaces/next/logs?follow=false", desk.Server.Heard.Last(
            heard => heard.Contains("/logs", StringComparison.Ordinal)));
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("'api', 'next'", stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clone_of_the_same_repository_means_the_same_workspace()
    {
        using var desk = new Desk();
        await desk.RememberAsync("ws-1", "api", null, "https://example.com/api.git");
        await desk.GitAsync("init", "-q");
        await desk.GitAsync("remote", "add", "origin", "https://example.com/api.git");

        Assert.Equal(0, (await desk.RunAsync("workspace", "status")).Code);
    }

    [Fact]
    public async Task A_workspace_of_another_server_is_not_meant()
    {
        using var desk = await WithWorkspaceAsync();
        desk.Set("NEXUS_SERVER", "http://127.0.0.1:4001");

        Assert.Contains(
            "[workspace.none_here]", (await desk.RunAsync("workspace", "status")).Stderr, StringComparison.Ordinal);
    }

    private static async Task<Desk> WithWorkspaceAsync()
    {
        var desk = new Desk();
        await desk.RememberAsync("ws-1", "api", desk.Project);
        return desk;
    }
}
