namespace Nexus.Spec.Blueprints;

/// <summary>When a schedule is due, on clocks that are put forward and back.</summary>
/// <remarks>
/// A schedule that names hours goes by the clock on the wall: a time that is left out is due once, right after what is
/// left out, and one that comes twice is due the first time. One of every hour goes by time that passes: nothing is
/// made up for an hour that was not there, and nothing is silent for one that is there twice.
/// </remarks>
public sealed partial class CronSchedule
{
    /// <summary>A leap day on a certain weekday comes at the latest after so many years.</summary>
    private const int Farthest = 45;

    private const int Small = 3;
    private const ulong EveryHour = (1UL << 24) - 1;

    /// <summary>No place on earth is farther from UTC.</summary>
    private static readonly TimeSpan MostAhead = TimeSpan.FromHours(15);

    /// <summary>The first time after this one at which it is due, in UTC; null: none comes any more.</summary>
    public DateTimeOffset? Next(DateTimeOffset after, TimeZoneInfo zone)
    {
        var utc = Floor(after.UtcDateTime);
        if (utc.Year + Farthest > DateTime.MaxValue.Year)
            return null;
        return (Hours is EveryHour ? NextByTime(utc, zone) : NextByClock(after.UtcDateTime, zone)) is { } due
            ? new DateTimeOffset(due, TimeSpan.Zero)
            : null;
    }

    private DateTime? NextByClock(DateTime after, TimeZoneInfo zone)
    {
        var from = Floor(Local(after, zone));
        for (var last = from.Year + Farthest; NextOnWall(from, last) is { } wall; from = wall.AddMinutes(1))
        {
            if (FirstAt(wall, zone) is var due && due > after)
                return due;
        }

        return null;
    }

    private DateTime? NextByTime(DateTime after, TimeZoneInfo zone)
    {
        var at = after.AddMinutes(1);
        for (var last = at.Year + Farthest; at.Year <= last;)
        {
            var local = Local(at, zone);
            if (Matches(local))
                return at;
            at = at.AddMinutes(1);
            // A clock that is put back right after midnight comes to the day before once more.
            if (local.Hour < Small || Has(Months, local.Month) && IsDay(local))
                continue;
            if (NextOnWall(local.Date.AddDays(1), last) is not { } day)
                return null;
            var morrow = FirstAt(day.Date, zone);
            at = morrow > at ? morrow : at;
        }

        return null;
    }

    /// <summary>Of a clock that is never put forward or back, this minute included.</summary>
    private DateTime? NextOnWall(DateTime at, int last)
    {
        while (at.Year <= last)
        {
            if (!Has(Months, at.Month))
                at = new DateTime(at.Year, at.Month, 1).AddMonths(1);
            else if (!IsDay(at))
                at = at.Date.AddDays(1);
            else if (!Has(Hours, at.Hour))
                at = at.Date.AddHours(at.Hour + 1);
            else if (!Has(Minutes, at.Minute))
                at = at.AddMinutes(1);
            else
                return at;
        }

        return null;
    }

    /// <summary>The first minute, in UTC, at which the clock on the wall shows this or has gone past it.</summary>
    private static DateTime FirstAt(DateTime wall, TimeZoneInfo zone)
    {
        var asUtc = DateTime.SpecifyKind(wall, DateTimeKind.Utc);
        var (begin, end) = (asUtc - MostAhead, asUtc + MostAhead);
        var (before, behind) = (zone.GetUtcOffset(begin), zone.GetUtcOffset(end));
        if (before == behind)
            return asUtc - before;
        var changed = ChangedAt(begin, end, zone);
        if (asUtc - before < changed)
            return asUtc - before;
        return asUtc - behind > changed ? asUtc - behind : changed;
    }

    /// <summary>The first minute with another offset than at the begin.</summary>
    private static DateTime ChangedAt(DateTime begin, DateTime end, TimeZoneInfo zone)
    {
        var before = zone.GetUtcOffset(begin);
        while (end - begin > TimeSpan.FromMinutes(1))
        {
            var middle = begin.AddMinutes(Math.Floor((end - begin).TotalMinutes / 2));
            if (zone.GetUtcOffset(middle) == before)
                begin = middle;
            else
                end = middle;
        }

        return end;
    }

    private static DateTime Local(DateTime utc, TimeZoneInfo zone) =>
        DateTime.SpecifyKind(utc + zone.GetUtcOffset(utc), DateTimeKind.Unspecified);

    private static DateTime Floor(DateTime time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMinute));
}
