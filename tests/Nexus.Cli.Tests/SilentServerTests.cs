using System.Net;

namespace Nexus.Cli.Tests;

/// <summary>A server that takes what it is asked and does not answer.</summary>
public sealed class SilentServerTests
{
    private static FastClock Short => new() { Longest = TimeSpan.FromSeconds(5) };

    [Fact]
    public async Task A_server_that_takes_too_long_is_not_said_to_be_away()
    {
        using var desk = new Desk { Handler = new Busy { IsHeld = false }, Clock = new FastClock() };

        var (code, _, stderr) = await desk.RunAsync("workspace", "list");

        Assert.Equal(ExitCode.Unreachable, code);
        Assert.StartsWith(
            "error: The Nexus server at http://127.0.0.1:3001/ did not answer within 30 s. [server.unreachable]\n"
                + "  hint: Run 'nexus coordination status' where it runs", stderr, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("workspace", "list")]
    [InlineData("workspace", "up", "api")]
    [InlineData("workspace", "logs", "api")]
    [InlineData("node", "list")]
    public async Task A_server_that_gives_no_sign_is_not_waited_for(params string[] args)
    {
        using var desk = new Desk { Handler = new Busy { IsHeld = true }, Clock = Short };

        var (code, _, stderr) = await desk.RunAsync(args);

        Assert.Equal(ExitCode.Unreachable, code);
        Assert.StartsWith(
            "error: The Nexus server at http://127.0.0.1:3001/ did not answer within 5 s. [server.unreachable]\n"
                + "  hint: Run 'nexus coordination status' where it runs", stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_is_told_of_a_server_that_gives_no_sign()
    {
        using var desk = new Desk { Handler = new Busy { IsHeld = true }, Clock = Short };

        var (code, stdout, _) = await desk.RunAsync("doctor");

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("did not answer within 5 s", stdout, StringComparison.Ordinal);
    }

    /// <summary>As of a proxy that does not reach it, or of a port where nobody listens any more.</summary>
    [Theory(Timeout = 30_000)]
    [InlineData(HttpStatusCode.BadGateway)]
    [InlineData(null)]
    public async Task A_sign_that_fails_is_none(HttpStatusCode? sign)
    {
        using var desk = new Desk
        {
            Handler = new Busy
            {
                IsHeld = false,
                Sign = () => sign is { } status
                    ? new HttpResponseMessage(status)
                    : throw new HttpRequestException("Refused."),
            },
            Clock = Short,
        };

        var (code, _, stderr) = await desk.RunAsync("workspace", "list");

        Assert.Equal(ExitCode.Unreachable, code);
        Assert.Contains("did not answer within 5 s. [server.unreachable]", stderr, StringComparison.Ordinal);
    }

    /// <summary>It takes every request and answers none, but for the sign that it is there unless it is held.</summary>
    private sealed class Busy : HttpMessageHandler
    {
        public required bool IsHeld { get; init; }

        public Func<HttpResponseMessage> Sign { get; init; } = () => new();

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (IsHeld || request.RequestUri?.AbsolutePath is not "/health")
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return Sign();
        }
    }
}
