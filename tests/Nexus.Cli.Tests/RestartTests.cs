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

    [Fact]
    public async Task What_a_server_that_stays_away_was_told_goes_on()
    {
        using var desk = new Desk { Handler = new Away(after: 1, times: int.MaxValue), Clock = new FastClock() };

        var (code, _, stderr) = await desk.RunAsync("workspace", "up", "api");

        Assert.Equal(ExitCode.Unreachable, code);
        Assert.Contains("It goes on without you: 'nexus workspace status ws-1'", stderr, StringComparison.Ordinal);
        Assert.Contains("[server.unreachable]", stderr, StringComparison.Ordinal);
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

    /// <summary>A second is a millisecond.</summary>
    private sealed class FastClock : TimeProvider
    {
        public override long TimestampFrequency => System.TimestampFrequency / 1000;

        public override long GetTimestamp() => System.GetTimestamp();

        public override ITimer CreateTimer(
            TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(
                callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : dueTime / 1000, period);
    }
}
