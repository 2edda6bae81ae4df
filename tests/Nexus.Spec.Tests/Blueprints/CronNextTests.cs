using System.Globalization;
using Nexus.Spec.Blueprints;

namespace Nexus.Spec.Tests.Blueprints;

/// <summary>When a schedule is due next, also where a clock is put forward or back.</summary>
public sealed class CronNextTests
{
    [Theory]
    [InlineData("30 2 * * *", "UTC", "2026-03-01T02:29:59Z", "2026-03-01T02:30:00Z")]
    [InlineData("30 2 * * *", "UTC", "2026-03-01T02:30:00Z", "2026-03-02T02:30:00Z")]
    [InlineData("@daily", "Asia/Kathmandu", "2026-03-01T12:00:00Z", "2026-03-01T18:15:00Z")]
    [InlineData("@hourly", "Asia/Kathmandu", "2026-03-01T12:00:00Z", "2026-03-01T12:15:00Z")]
    [InlineData("@weekly", "UTC", "2026-03-03T00:00:00Z", "2026-03-08T00:00:00Z")]
    [InlineData("@yearly", "UTC", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z")]
    [InlineData("0 0 29 2 *", "UTC", "2028-02-29T00:00:00Z", "2032-02-29T00:00:00Z")]
    [InlineData("0 0 29 2 *", "UTC", "2096-03-01T00:00:00Z", "2104-02-29T00:00:00Z")]
    [InlineData("0 0 29 2 */6", "UTC", "2026-01-01T00:00:00Z", "2032-02-29T00:00:00Z")]
    [InlineData("0 0 31 * *", "UTC", "2026-03-31T00:00:00Z", "2026-05-31T00:00:00Z")]
    [InlineData("0 0 13 * fri", "UTC", "2026-03-06T00:00:00Z", "2026-03-13T00:00:00Z")]
    [InlineData("0 0 13 * fri", "UTC", "2026-04-10T00:00:00Z", "2026-04-13T00:00:00Z")]
    public void It_comes_as_cron_has_it(string text, string zone, string after, string next) =>
        Assert.Equal([Time(next)], Due(text, zone, after, 1));

    [Theory]
    // Berlin leaves out 02:00 to 03:00 on 29 March, and has it twice on 25 October.
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z")]
    [InlineData("*/20 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z",
        "2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z")]
    [InlineData("0 2,3 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-10-25T00:45:00Z", "2026-10-26T01:30:00Z")]
    [InlineData("30 1,3 * * *", "Europe/Berlin", "2026-10-25T00:00:00Z", "2026-10-25T02:30:00Z")]
    // One of every hour goes by time that passes.
    [InlineData("30 * * * *", "Europe/Berlin", "2026-03-29T00:00:00Z", "2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z")]
    [InlineData("30 * * * *", "Europe/Berlin", "2026-10-24T23:45:00Z",
        "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T02:30:00Z")]
    // Half an hour, midnight itself, and a whole day.
    [InlineData("15 2 * * *", "Australia/Lord_Howe", "2026-10-03T00:00:00Z", "2026-10-03T15:30:00Z")]
    [InlineData("0 0 * * *", "Asia/Beirut", "2026-03-28T12:00:00Z", "2026-03-28T22:00:00Z", "2026-03-29T21:00:00Z")]
    [InlineData("0 12 * * *", "Pacific/Apia", "2011-12-29T23:00:00Z", "2011-12-30T10:00:00Z", "2011-12-30T22:00:00Z")]
    public void Clocks_that_are_set_neither_lose_nor_double(
        string text, string zone, string after, params string[] next) =>
        Assert.Equal(next.Select(Time), Due(text, zone, after, next.Length));

    [Fact]
    public void It_is_what_looking_at_every_minute_finds()
    {
        var random = new Random(20261122);
        (string Zone, string From)[] places =
        [
            ("UTC", "2028-02-26"), ("Europe/Berlin", "2026-03-27"), ("Europe/Berlin", "2026-10-23"),
            ("America/New_York", "2026-03-06"), ("America/New_York", "2026-10-30"),
            ("Australia/Lord_Howe", "2026-04-03"), ("Australia/Lord_Howe", "2026-10-02"),
            ("America/Havana", "2026-10-30"), ("America/Havana", "2026-03-06"), ("Asia/Beirut", "2026-03-27"),
            ("Asia/Beirut", "2026-10-23"), ("America/St_Johns", "2010-11-05"), ("America/St_Johns", "2010-03-12"),
            ("Pacific/Apia", "2011-12-28"), ("Africa/Casablanca", "2026-02-13"), ("Africa/Casablanca", "2026-03-20"),
        ];
        foreach (var (zone, from) in places)
        {
            for (var turn = 0; turn < 60; turn++)
            {
                var text = Some(random);
                var begin = Time($"{from}T00:00:00Z").AddMinutes(random.Next(1440));
                var wanted = EveryMinute(Schedule(text), TimeZoneInfo.FindSystemTimeZoneById(zone), begin, days: 4);

                Assert.True(
                    wanted.SequenceEqual(Due(text, zone, $"{begin:O}", wanted.Count)), $"'{text}' in {zone} on {from}");
            }
        }
    }

    [Fact]
    public void At_the_end_of_time_there_is_none() => Assert.Null(
        Schedule("0 0 1 1 *").Next(new(9990, 1, 1, 0, 0, 0, TimeSpan.Zero), TimeZoneInfo.Utc));

    /// <summary>
    /// What clock faces have shown: one that jumps forward shows all between at once, one that goes back nothing new.
    /// </summary>
    private static List<DateTimeOffset> EveryMinute(
        CronSchedule schedule, TimeZoneInfo zone, DateTimeOffset after, int days)
    {
        var isOfEveryHour = schedule.Hours == (1UL << 24) - 1;
        var start = after.AddDays(-3);
        start = start.AddTicks(-(start.Ticks % TimeSpan.TicksPerMinute));
        var seen = TimeZoneInfo.ConvertTime(start, zone).DateTime;
        var due = new List<DateTimeOffset>();
        for (var at = start.AddMinutes(1); at <= after.AddDays(days); at = at.AddMinutes(1))
        {
            var shown = TimeZoneInfo.ConvertTime(at, zone).DateTime;
            var isDue = isOfEveryHour && schedule.Matches(shown);
            for (; !isOfEveryHour && seen < shown; seen = seen.AddMinutes(1))
                isDue |= schedule.Matches(seen.AddMinutes(1));
            if (isDue && at > after)
                due.Add(at);
        }

        return due;
    }

    private static string Some(Random random)
    {
        string[] minutes = ["*", "0", "30", "*/15", "5", "0,1,59", "10-50/20"];
        string[] hours = ["*", "0", "1", "2", "3", "23", "*/2", "1-3", "0,2,23", "12"];
        string[] days = ["*", "*", "*", "29", "1,15,30", "*/2", "28-31"];
        string[] months = ["*", "*", "2", "3,10,11", "*/2", "12"];
        string[] weekdays = ["*", "*", "sun", "mon-fri", "*/2"];
        return string.Join(' ', new[] { minutes, hours, days, months, weekdays }
            .Select(field => field[random.Next(field.Length)]));
    }

    private static List<DateTimeOffset> Due(string text, string zone, string after, int count)
    {
        var (schedule, place) = (Schedule(text), TimeZoneInfo.FindSystemTimeZoneById(zone));
        var due = new List<DateTimeOffset>();
        for (var at = Time(after); due.Count < count && schedule.Next(at, place) is { } next; at = next)
            due.Add(next);
        return due;
    }

    private static CronSchedule Schedule(string text) => CronSchedule.Parse(text).Schedule!;

    private static DateTimeOffset Time(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
