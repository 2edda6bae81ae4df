using System.Text.Json.Nodes;
using Nexus.Contracts;
using Nexus.Server.Tests.Blueprints;
using Nexus.Server.Tests.Repeated;
using Nexus.Testing;

namespace Nexus.Server.Tests.Schedules;

/// <summary>Blueprints that start at their times, once for each.</summary>
public sealed class ScheduleTests
{
    private readonly ManualClock _clock = new();
    private readonly DateTimeOffset _noon = new(2026, 1, 17, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_starts_when_it_is_due_and_says_when_that_is_next()
    {
        await using var host = await ServerHost.StartAsync(_clock);
        using var client = host.Client();
        var promoted = await client.PromotedAsync(Timetable.Of("0 13 * * *", zone: "Europe/Berlin"));

        await host.WaitAsync(_clock, TimeSpan.FromHours(2));
        var told = Assert.Single(await host.ToldAsync(1));
        var run = Assert.Single(await client.RunsAsync());
        var ended = await host.EndAsync(client, run.RunId);
        var schedule = await client.ScheduleAsync();

        Assert.Equal((_noon, null), (promoted.Schedules[0].NextDueAt, promoted.Schedules[0].LastDueAt));
        Assert.Equal(("xyn.schedule.fired", _noon, 0), (told.EventName, told.DueAt(), told.Missed()));
        Assert.Equal((promoted.OwnerId, "system"), (told.OwnerId, told.Actor));
        Assert.Equal((promoted.Version, RunStatus.Completed), (ended.Name, ended.Status));
        Assert.Equal("one 2026-01-17T12:00:00+00:00", ended.Outputs!.Value.GetProperty("said").GetString());
        Assert.Equal((_noon.AddDays(1), _noon), (schedule.NextDueAt, schedule.LastDueAt));
    }

    [Fact]
    public async Task Only_its_own_blueprint_starts()
    {
        await using var host = await ServerHost.StartAsync(_clock);
        using var client = host.Client();
        var timed = await client.PromotedAsync(Timetable.Of("0 12 * * *"));
        await client.PromotedAsync(
            Timetable.Of("0 18 * * *").Replace("bp.timed", "bp.other", StringComparison.Ordinal), "other");

        await host.WaitAsync(_clock, TimeSpan.FromHours(2));
        await host.ToldAsync(1);

        Assert.Equal(timed.Version, Assert.Single(await client.RunsAsync()).Name);
    }

    [Fact]
    public async Task What_waits_writes_nothing()
    {
        await using var host = await ServerHost.StartAsync(_clock);
        using var client = host.Client();
        await client.PromotedAsync(Timetable.Of("0 12 * * *"));
        var (head, row) = (host.Ledger.Head, await host.TimesAsync());

        for (var minute = 0; minute < 80; minute++)
        {
            await _clock.WaitForTimerAsync(Ct);
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal((head, row), (host.Ledger.Head, await host.TimesAsync()));
    }

    [Fact]
    public async Task Disabled_it_misses_nothing_and_removed_it_leaves_nothing()
    {
        await using var host = await ServerHost.StartAsync(_clock);
        using var client = host.Client();
        await client.PromotedAsync(Timetable.Of("0 12 * * *", missed: "all"));

        await client.PostAsync("/api/v1/blueprints/bp.timed/disable", null, Ct);
        var disabled = (await client.ScheduleAsync(), await host.TimesAsync());
        _clock.Advance(TimeSpan.FromDays(3));
        await client.PostAsync("/api/v1/blueprints/bp.timed/enable", null, Ct);
        var enabled = await client.ScheduleAsync();
        await host.WaitAsync(_clock, TimeSpan.FromDays(1));
        var told = await host.ToldAsync(1);
        await host.EndAsync(client, Assert.Single(await client.RunsAsync()).RunId);
        await client.DeleteAsync("/api/v1/blueprints/bp.timed", Ct);

        Assert.Equal((null, null), (disabled.Item1.NextDueAt, disabled.Item2));
        Assert.Equal(_noon.AddDays(3), enabled.NextDueAt);
        Assert.Equal(_noon.AddDays(3), told[0].DueAt());
        Assert.Null(await host.TimesAsync());
        Assert.Equal(1, await host.CountAsync("xyn.schedule.fired"));
    }

    [Fact]
    public async Task Replaced_it_keeps_its_place_in_the_same_schedule_and_begins_anew_in_another()
    {
        await using var host = await ServerHost.StartAsync(_clock);
        using var client = host.Client();
        await client.PromotedAsync(Timetable.Of("0 12 * * *"));
        await host.WaitAsync(_clock, TimeSpan.FromHours(2));
        await host.ToldAsync(1);

        var same = await client.PromotedAsync(Timetable.Of("0 12 * * *", said: "two"));
        var other = await client.PromotedAsync(Timetable.Of("0 14 * * *", said: "three"));
        await host.WaitAsync(_clock, TimeSpan.FromHours(2));
        await host.ToldAsync(2);

        Assert.Equal((_noon.AddDays(1), _noon), (same.Schedules[0].NextDueAt, same.Schedules[0].LastDueAt));
        Assert.Equal((_noon.AddHours(2), null), (other.Schedules[0].NextDueAt, other.Schedules[0].LastDueAt));
        Assert.Equal(other.Version, (await client.RunsAsync())[0].Name);
    }

    [Fact]
    public async Task A_server_that_dies_between_a_commit_and_its_answer_does_not_start_it_twice()
    {
        await using var host = await ServerHost.StartAsync(_clock, DyingLedger.Add);
        using var client = host.Client();
        await client.PromotedAsync(Timetable.Of("0 * * * *"));

        ((DyingLedger)host.Ledger).Deaths = 1;
        _clock.Advance(TimeSpan.FromMinutes(31));
        await UntilAsync(client, schedule => schedule.NextDueAt > _noon.AddHours(-1));
        await host.WaitAsync(_clock, TimeSpan.FromHours(1));
        var told = await host.ToldAsync(2);

        Assert.Equal([_noon.AddHours(-1), _noon], told.Select(item => item.DueAt()));
        Assert.Equal(2, await host.CountAsync("xyn.schedule.fired"));
    }

    [Fact]
    public async Task What_another_server_has_told_is_not_told_again()
    {
        await using var host = await ServerHost.StartAsync(_clock);
        using var client = host.Client();
        await client.PromotedAsync(Timetable.Of("0 * * * *"));
        var row = (await host.TimesAsync())!;
        var theirs = JsonNode.Parse(row.Body)!;
        theirs["times"]![0]!["next_due_at"] = _noon;
        theirs["times"]![0]!["last_due_at"] = _noon.AddHours(-1);
        await host.Ledger.AppendAsync(new([], row.Next(theirs.ToJsonString())), Ct);

        await host.WaitAsync(_clock, TimeSpan.FromMinutes(40));
        await UntilAsync(client, schedule => schedule.LastDueAt is not null);
        await host.WaitAsync(_clock, TimeSpan.FromHours(1));

        Assert.Equal(_noon, Assert.Single(await host.ToldAsync(1)).DueAt());
    }

    /// <summary>Time passes a little, as it does for who waits.</summary>
    private async Task UntilAsync(HttpClient client, Func<BlueprintScheduleView, bool> isSo)
    {
        for (var begun = _clock.GetTimestamp(); !isSo(await client.ScheduleAsync());)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(500));
            Assert.InRange(_clock.GetElapsedTime(begun), TimeSpan.Zero, TimeSpan.FromMinutes(15));
        }
    }
}
