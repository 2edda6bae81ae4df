using System.Net;

namespace Nexus.Cli.Tests;

/// <summary>A server that goes away while somebody watches.</summary>
public sealed class RestartTests
{
    [Fact]
    public async Task A_server_that_comes_back_is_watched_on()
    {
        using var desk = new Desk { Handler = new Away(after: 1, times: 3) };

        var (code, stdout, stderr) = await desk.RunAsync("workspace", "up", "api");

        Assert.True(code == 0, stderr);
        Assert.Contains("WORKSPACE READY", stdout, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("up", ", or stop it: 'nexus run cancel 0198c0de-0000-7000-8000-000000000001'.")]
    [InlineData("down", ".")]
    [InlineData("rm", ".")]
    public async Task What_a_server_that_stays_away_was_told_goes_on(string verb, string more)
    {
        using var desk = new Desk { Handler = new Away(after: 1, times: int.MaxValue), Clock = new FastClock() };

        var (code, _, stderr) = await desk.RunAsync("workspace", verb, "api");

        Assert.Equal(ExitCode.Unreachable, code);
        Assert.Contains(
            $"It goes on without you: 'nexus workspace status ws-1' (api){more}\n", stderr, StringComparison.Ordinal);
        Assert.Contains("[server.unreachable]", stderr, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("up")]
    [InlineData("down")]
    [InlineData("rm")]
    public async Task What_somebody_leaves_goes_on(string verb)
    {
        using var stop = new CancellationTokenSource();
        using var desk = new Desk { Handler = new Leaving(stop, after: 1), Stop = stop.Token };

        var (code, _, stderr) = await desk.RunAsync("workspace", verb, "api");

        Assert.Equal(ExitCode.Interrupted, code);
        Assert.Contains("It goes on without you: 'nexus workspace status ws-1'", stderr, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("api  removed\n", "workspace", "down", "api")]
    [InlineData("{\"workspace\":\"ws-1\",\"removed\":true}\n", "workspace", "down", "api", "--json")]
    public async Task What_was_removed_while_it_went_down_is_said_to_be(string said, params string[] args)
    {
        using var desk = new Desk();
        desk.Server.Answer("GET /api/v1/workspaces/ws-1/status", HttpStatusCode.NotFound, """
            {"error":{"code":"workspace.not_found","message":"No workspace 'ws-1'.","hint":null},"correlation_id":"c"}
            """);

        var (code, stdout, _) = await desk.RunAsync(args);

        Assert.Equal((0, said), (code, stdout));
    }

    [Fact]
    public async Task What_is_up_already_is_said_to_be()
    {
        using var desk = new Desk();
        desk.Server.Answer("POST /api/v1/workspaces/api/up", HttpStatusCode.Accepted, Nothing("ready"));

        var (code, stdout, stderr) = await desk.RunAsync("workspace", "up", "api");

        Assert.Equal((0, "ready already\n"), (code, stderr));
        Assert.Contains("WORKSPACE READY", stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_cancelled_is_not_said_to_be_ready()
    {
        using var desk = new Desk();
        desk.Server.Answer(
            "GET /api/v1/runs/0198c0de-0000-7000-8000-000000000001", HttpStatusCode.OK, CannedServer.Run
                .Replace("\"status\":\"completed\"", "\"status\":\"cancelled\"", StringComparison.Ordinal)
                .Replace("\"cancel_reason\":null", "\"cancel_reason\":\"too slow\"", StringComparison.Ordinal));

        var (code, stdout, stderr) = await desk.RunAsync("workspace", "up", "api");

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains(
            "The change of api was cancelled: too slow. [workspace.cancelled]", stderr, StringComparison.Ordinal);
        Assert.DoesNotContain("WORKSPACE READY", stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_reached_is_not_said_to_be_ready()
    {
        using var desk = new Desk();
        desk.Server.Answer("POST /api/v1/workspaces/api/up", HttpStatusCode.Accepted, Nothing("ready"));
        desk.Server.Answer("GET /api/v1/workspaces/ws-1/status", HttpStatusCode.OK, CannedServer.Ready
            .Replace("\"status\":\"ready\"", "\"status\":\"unreachable\"", StringComparison.Ordinal)
            .Replace("\"error\":null", """
                "error":{"code":"node.unreachable","message":"It is away.","hint":"Start it."}
                """, StringComparison.Ordinal));

        var (code, _, stderr) = await desk.RunAsync("workspace", "up", "api");

        Assert.Equal(
            (ExitCode.Unreachable, "error: It is away. [node.unreachable]\n  hint: Start it.\n"), (code, stderr));
    }

    [Fact]
    public async Task What_is_down_already_is_said_to_be()
    {
        using var desk = new Desk();
        desk.Server.Answer("POST /api/v1/workspaces/api/down", HttpStatusCode.Accepted, Nothing("stopped"));
        desk.Server.Answer("GET /api/v1/workspaces/ws-1/status", HttpStatusCode.OK, CannedServer.Waiting);

        var (code, stdout, _) = await desk.RunAsync("workspace", "down", "api");

        Assert.Equal((0, "api  stopped already\n"), (code, stdout));
    }

    /// <summary>Accepted, with nothing to do.</summary>
    private static string Nothing(string status) => $$"""
        {"workspace_id":"ws-1","status":"{{status}}","ssh_port":null,"estimated_time":"30s",
         "polling_url":"/api/v1/workspaces/ws-1/status","run_id":null}
        """;

    /// <summary>Somebody presses Ctrl-C while it answers.</summary>
    private sealed class Leaving(CancellationTokenSource stop, int after) : DelegatingHandler(new CannedServer())
    {
        private int _heard;

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (_heard++ == after)
                await stop.CancelAsync();
            return await base.SendAsync(request, cancellationToken);
        }
    }

    /// <summary>Answers as ever, but for some requests in between.</summary>
    private sealed class Away(int after, int times) : DelegatingHandler(new CannedServer())
    {
        private int _heard;

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var heard = _heard++;
            return heard >= after && heard - after < times
                ? throw new HttpRequestException("Connection refused")
                : base.SendAsync(request, cancellationToken);
        }
    }
}
