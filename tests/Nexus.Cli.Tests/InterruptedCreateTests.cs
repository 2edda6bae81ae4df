using System.Net;

namespace Nexus.Cli.Tests;

/// <summary>Creating again what was interrupted halfway.</summary>
public sealed class InterruptedCreateTests
{
    [Fact]
    public async Task A_create_that_was_interrupted_before_its_upload_goes_on()
    {
        using var desk = new Desk();
        await desk.RepositoryAsync();
        NameTaken(desk, CannedServer.Waiting);

        var (code, _, stderr) = await desk.RunAsync("workspace", "create", "api", "--source", ".", "--no-start");

        Assert.True(code == 0, stderr);
        Assert.NotEmpty(desk.Server.Uploaded);
    }

    [Theory]
    [InlineData("\"run_id\":null", "\"run_id\":\"01\"")]
    [InlineData("\"type\":\"local\"", "\"type\":\"github\"")]
    [InlineData("\"config\":{\"provider\":null", "\"config\":{\"provider\":\"docker\"")]
    public async Task A_workspace_that_is_another_one_is_in_the_way(string of, string instead)
    {
        using var desk = new Desk();
        await desk.RepositoryAsync();
        NameTaken(desk, CannedServer.Waiting.Replace(of, instead, StringComparison.Ordinal));

        var (code, _, stderr) = await desk.RunAsync("workspace", "create", "api", "--source", ".");

        Assert.Equal(ExitCode.Conflict, code);
        Assert.Contains("[workspace.name_taken]", stderr, StringComparison.Ordinal);
        Assert.DoesNotContain("source  ", stderr, StringComparison.Ordinal);
        Assert.Empty(desk.Server.Uploaded);
    }

    [Fact]
    public async Task A_workspace_made_from_another_directory_is_in_the_way()
    {
        using var desk = new Desk();
        await desk.RepositoryAsync();
        await desk.RememberAsync("ws-1", "api", "/elsewhere");
        NameTaken(desk, CannedServer.Waiting);

        var (code, _, _) = await desk.RunAsync("workspace", "create", "api", "--source", ".");

        Assert.Equal(ExitCode.Conflict, code);
    }

    private static void NameTaken(Desk desk, string status)
    {
        desk.Server.Answer("POST /api/v1/workspaces/create", HttpStatusCode.Conflict, """
            {"error":{"code":"workspace.name_taken","message":"You have a workspace 'api' already.","hint":"Wait."},
             "correlation_id":"c"}
            """);
        desk.Server.Answer("GET /api/v1/workspaces/api/status", HttpStatusCode.OK, status);
        desk.Server.Answer("GET /api/v1/workspaces/ws-1/status", HttpStatusCode.OK, status);
    }
}
