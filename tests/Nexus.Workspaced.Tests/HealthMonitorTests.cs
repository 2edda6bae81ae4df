using Nexus.Testing;
using Nexus.Workspaced.Health;

namespace Nexus.Workspaced.Tests;

/// <summary>When a monitor says what, on a clock that stands still in between.</summary>
public sealed class HealthMonitorTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);
    private static readonly Patience Patience = new(
        HasCheck: true, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30), Probation: TimeSpan.Zero);

    private readonly ManualClock _clock = new();
    private readonly List<(TimeSpan At, Finding Finding)> _found = [];
    private readonly long _started;

    public HealthMonitorTests() => _started = _clock.GetTimestamp();

    private TimeSpan Now => _clock.GetElapsedTime(_started);

    [Fact]
    public async Task An_hour_of_looks_of_which_every_third_is_slow_is_no_alarm()
    {
        var looks = 0;

        await RunAsync(
            Patience, TimeSpan.FromHours(1), async (atMost, token) =>
            {
                if (++looks % 3 == 0)
                    return await SlowAsync(OverNetwork(atMost), token);
                await Task.Delay(Step, _clock, token);
                return null;
            });

        Assert.All(_found, found => Assert.True(found.Finding.IsHealthy));
        Assert.True(looks > 600);
    }

    /// <summary>Held still in the first attempt or, after a slow one, in the second.</summary>
    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Being_away_oneself_is_no_alarm(int away)
    {
        var looks = 0;

        await RunAsync(
            Patience, TimeSpan.FromMinutes(2), async (atMost, token) =>
            {
                if (++looks < 4 || looks > away)
                    return null;
                await Task.Delay(looks == away ? TimeSpan.FromSeconds(20) : OverNetwork(atMost), _clock, token);
                return new("slow") { WasAway = looks == away };
            });

        Assert.All(_found, found => Assert.True(found.Finding.IsHealthy));
        Assert.True(looks > away + 5);
    }

    [Fact]
    public async Task Who_breaks_while_nobody_looks_is_told_of_after_two_more_attempts()
    {
        await RunAsync(
            Patience, TimeSpan.FromMinutes(1), async (atMost, token) =>
            {
                if (Now < TimeSpan.FromSeconds(20))
                    return null;
                var isAway = Now < TimeSpan.FromSeconds(30);
                await Task.Delay(isAway ? TimeSpan.FromSeconds(15) : OverNetwork(atMost), _clock, token);
                return new("slow") { WasAway = isAway };
            });

        var told = _found.First(found => !found.Finding.IsHealthy);
        Assert.InRange(told.At, TimeSpan.FromSeconds(35), TimeSpan.FromSeconds(40) + HealthMonitor.Doubt);
    }

    [Fact]
    public async Task Somebody_who_is_always_away_tells_in_the_end()
    {
        await RunAsync(
            Patience, TimeSpan.FromMinutes(1), async (_, token) =>
            {
                if (Now < TimeSpan.FromSeconds(10))
                    return null;
                await Task.Delay(TimeSpan.FromSeconds(8), _clock, token);
                return new("slow") { WasAway = true };
            });

        Assert.Contains(_found, found => !found.Finding.IsHealthy);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(60)]
    public async Task Whenever_it_hangs_that_is_told_of_within_two_intervals(int attemptSeconds)
    {
        for (var offset = TimeSpan.Zero; offset < 2 * HealthMonitor.Interval; offset += TimeSpan.FromSeconds(0.35))
        {
            _found.Clear();
            var broken = Now + TimeSpan.FromSeconds(20) + offset;

            await RunAsync(
                Patience, TimeSpan.FromSeconds(45), async (atMost, token) =>
                {
                    await Task.Delay(Step, _clock, token);
                    var longest = TimeSpan.FromSeconds(attemptSeconds);
                    return Now < broken ? null : await SlowAsync(atMost < longest ? atMost : longest, token);
                });

            var told = _found.First(found => !found.Finding.IsHealthy);
            Assert.InRange(told.At, broken, broken + (2 * HealthMonitor.Interval));
        }
    }

    [Fact]
    public async Task What_it_lacks_while_it_starts_is_told_before_its_time_is_over()
    {
        await RunAsync(Patience, TimeSpan.FromSeconds(40), (_, _) => Task.FromResult<Miss?>(new("closed")));

        var early = _found[0];
        var late = _found.First(found => !found.Finding.IsEarly);
        Assert.Equal((true, "closed"), (early.Finding.IsEarly, early.Finding.Miss?.Reason));
        Assert.InRange(early.At, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3));
        Assert.Equal("not healthy within 30 s: closed", late.Finding.Miss?.Reason);
        Assert.InRange(late.At, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(31));
    }

    [Fact]
    public async Task Who_is_on_probation_is_not_believed_before_it_is_over()
    {
        var probation = Patience with { HasCheck = false, Probation = HealthMonitor.Interval };

        await RunAsync(probation, TimeSpan.FromSeconds(6), (_, _) => Task.FromResult<Miss?>(null));

        Assert.InRange(_found[0].At, HealthMonitor.Interval, HealthMonitor.Interval + Step);
    }

    private static TimeSpan OverNetwork(TimeSpan atMost) =>
        atMost < TimeSpan.FromSeconds(2) ? atMost : TimeSpan.FromSeconds(2);

    private async Task<Miss?> SlowAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        await Task.Delay(atMost, _clock, cancellationToken);
        return new("slow");
    }

    /// <summary>Only the monitor waits for the clock, one wait at a time: each step is seen before the next.</summary>
    private async Task RunAsync(
        Patience patience, TimeSpan duration, Func<TimeSpan, CancellationToken, Task<Miss?>> attempt)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = new HealthMonitor(attempt, _clock).RunAsync(patience, FoundAsync, stop.Token);
        for (var end = Now + duration; Now < end; _clock.Advance(Step))
            await _clock.WaitForTimerAsync(stop.Token);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private Task FoundAsync(Finding finding)
    {
        _found.Add((Now, finding));
        return Task.CompletedTask;
    }
}
