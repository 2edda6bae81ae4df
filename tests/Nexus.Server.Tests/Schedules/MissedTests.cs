using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Nexus.Engine;
using Nexus.Server.Tests.Blueprints;
using Nexus.Testing;

namespace Nexus.Server.Tests.Schedules;

/// <summary>Times at which no server ran, had no room, or had another clock.</summary>
public sealed class MissedTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly TemporaryDirectory _home = new();
    private readonly DateTimeOffset _noon = new(2026, 1, 17, 12, 0, 0, TimeSpan.Zero);

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("skip", "xyn.schedule.skipped", new[] { 1 }, 3)]
    [InlineData("once", "xyn.schedule.fired", new[] { 1 }, 2)]
    [InlineData("all", "xyn.schedule.fired", new[] { -1, 0, 1 }, 0)]
    public async Task A_server_that_was_away_does_as_it_is_told(string rule, string name, int[] hours, int missed)
    {
        await AwayAsync(Timetable.Of("0 * * * *", rule), TimeSpan.FromMinutes(190));

        await using var host = await ServerHost.StartAsync(_clock, home: _home.Path);
        using var client = host.Client();
        var told = await host.ToldAsync(hours.Length);

        Assert.Equal(hours.Select(hour => _noon.AddHours(hour)), told.Select(item => item.DueAt()));
        Assert.All(told, item => Assert.Equal((name, missed), (item.EventName, item.Missed())));
        Assert.Equal(rule is "skip" ? 0 : hours.Length, (await client.RunsAsync()).Count);
        Assert.Equal(_noon.AddHours(2), (await client.ScheduleAsync()).NextDueAt);
    }

    [Fact]
    public async Task More_than_a_hundred_are_not_made_up_for_and_that_is_told()
    {
        await AwayAsync(Timetable.Of("* * * * *", "all"), TimeSpan.FromHours(5));

        await using var host = await ServerHost.StartAsync(_clock, home: _home.Path);
        var told = await host.ToldAsync(100);

        var now = _clock.GetUtcNow();
        Assert.Equal((now.AddMinutes(-99), now), (told[0].DueAt(), told[^1].DueAt()));
        Assert.Equal(
            [true, .. Enumerable.Repeat(false, 99)],
            told.Select(item => item.Data!.Value.GetProperty("is_cut").GetBoolean()));
        Assert.Equal(100, await host.CountAsync("xyn.schedule.fired"));
    }

    [Theory]
    [InlineData(-30, 1)]
    [InlineData(-600, 2)]
    public async Task A_clock_that_is_put_back_a_little_doubles_nothing_and_by_much_begins_anew(int minutes, int times)
    {
        await using var host = await ServerHost.StartAsync(_clock);
        using var client = host.Client();
        await client.PromotedAsync(Timetable.Of("0 12 * * *"));
        await host.WaitAsync(_clock, TimeSpan.FromHours(2));
        await host.ToldAsync(1);

        _clock.Jump(TimeSpan.FromMinutes(minutes));
        for (var minute = 0; minute < 26 * 60 && (await host.CountAsync("xyn.schedule.fired")) < times; minute += 10)
        {
            await host.PassAsync(_clock, TimeSpan.FromMinutes(1));
            await host.PassAsync(_clock, TimeSpan.FromMinutes(9));
        }

        var next = (await client.ScheduleAsync()).NextDueAt;
        await host.WaitAsync(_clock, next!.Value - _clock.GetUtcNow());
        var told = await host.ToldAsync(times + 1);

        Assert.Equal(
            [.. Enumerable.Repeat(_noon, times), _noon.AddDays(1)], told.Select(item => item.DueAt()));
    }

    [Fact]
    public async Task A_clock_that_jumps_over_a_time_is_a_time_that_was_missed()
    {
        await using var host = await ServerHost.StartAsync(_clock);
        using var client = host.Client();
        await client.PromotedAsync(Timetable.Of("0 12 * * *", "once"));

        _clock.Jump(TimeSpan.FromDays(2));
        await host.WaitAsync(_clock, TimeSpan.FromMinutes(3));
        var told = Assert.Single(await host.ToldAsync(1));

        Assert.Equal((_noon.AddDays(1), 1), (told.DueAt(), told.Missed()));
    }

    [Fact]
    public async Task What_finds_no_room_is_told_when_there_is_some()
    {
        var options = new EngineOptions { MaxConcurrentRuns = 1, MaxWaitingRuns = 1 };
        await using var host = await ServerHost.StartAsync(
            _clock, services => services.AddSingleton(Options.Create(options)));
        using var client = host.Client();
        await client.PromotedAsync("""
            id: bp.timed
            trigger: { schedule: "@hourly", missed: all }
            concurrency: { key: one }
            plan: [ { kind: gate, id: approve, mode: manual } ]
            """);
        for (var hour = 1; hour < 3; hour++)
        {
            await host.WaitAsync(_clock, TimeSpan.FromHours(1));
            await host.ToldAsync(hour);
        }

        await host.WaitAsync(_clock, TimeSpan.FromHours(1));
        var refused = await host.CountAsync("xyn.schedule.fired");
        await host.EventAsync("xyn.gate.requested");
        await client.DecideAsync((await client.RunsAsync())[^1].RunId, "approve");
        for (var pass = 0; await host.CountAsync("xyn.schedule.fired") < 3; pass++)
        {
            Assert.InRange(pass, 0, 150);
            await host.PassAsync(_clock, TimeSpan.FromSeconds(0.5));
        }

        Assert.Equal(2, refused);
        Assert.Equal(
            [-1, 0, 1], (await host.ToldAsync(3)).Select(item => (item.DueAt() - _noon).TotalHours));
    }

    private async Task AwayAsync(string blueprint, TimeSpan time)
    {
        await using (var host = await ServerHost.StartAsync(_clock, home: _home.Path))
        {
            using var client = host.Client();
            await client.PromotedAsync(blueprint);
        }

        _clock.Advance(time);
    }
}
