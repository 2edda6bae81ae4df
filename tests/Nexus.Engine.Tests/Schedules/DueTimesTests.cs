using Nexus.Engine.Schedules;
using Nexus.Spec.Blueprints;

namespace Nexus.Engine.Tests.Schedules;

/// <summary>Times at which no server ran.</summary>
public sealed class DueTimesTests
{
    private static readonly DateTimeOffset Ten = new(2026, 1, 17, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_is_not_due_is_left_alone()
    {
        Assert.Null(DueTimes.At(Ten.AddSeconds(-1), Of("0 * * * *", MissedRuns.Skip)));
        Assert.Null(DueTimes.At(Ten.AddYears(9), Of("0 * * * *", MissedRuns.All) with { NextDueAt = null }));
    }

    [Theory]
    [InlineData(MissedRuns.Skip)]
    [InlineData(MissedRuns.Once)]
    [InlineData(MissedRuns.All)]
    public void What_is_due_is_told_and_a_little_late_is_not_too_late(MissedRuns missed)
    {
        var due = DueTimes.At(Ten.AddSeconds(119), Of("0 * * * *", missed))!;

        Assert.Equal((Ten, 0, false, Ten.AddHours(1)), (due.Fired, due.Passed.Count, due.IsCut, due.Next));
    }

    [Fact]
    public void Skipped_is_all_but_the_one_that_is_due_now()
    {
        var late = DueTimes.At(Ten.AddHours(2).AddMinutes(30), Of("0 * * * *", MissedRuns.Skip))!;
        var justNow = DueTimes.At(Ten.AddHours(2), Of("0 * * * *", MissedRuns.Skip))!;

        Assert.Equal((null, 3, Ten.AddHours(3)), (late.Fired, late.Passed.Count, late.Next));
        Assert.Equal((Ten.AddHours(2), 2, Ten.AddHours(3)), (justNow.Fired, justNow.Passed.Count, justNow.Next));
    }

    [Fact]
    public void Once_is_for_the_last_of_them()
    {
        var due = DueTimes.At(Ten.AddDays(2).AddMinutes(30), Of("0 10 * * *", MissedRuns.Once))!;

        Assert.Equal((Ten.AddDays(2), 2, Ten.AddDays(3)), (due.Fired, due.Passed.Count, due.Next));
    }

    [Fact]
    public void All_are_told_one_after_the_other()
    {
        var (time, now, fired) = (Of("0 * * * *", MissedRuns.All), Ten.AddHours(2).AddMinutes(30), new List<int>());
        while (DueTimes.At(now, time) is { } due)
        {
            fired.Add((int)(due.Fired!.Value - Ten).TotalHours);
            time = time with { NextDueAt = due.Next };
        }

        Assert.Equal([0, 1, 2], fired);
        Assert.Equal(Ten.AddHours(3), time.NextDueAt);
    }

    [Theory]
    [InlineData("* * * * *", 99, false)]
    [InlineData("* * * * *", 100, true)]
    [InlineData("* * * * *", 5_000_000, true)]
    [InlineData("0 0 1 1 *", 60 * 24 * 365 * 90, false)]
    [InlineData("* * 1 1 *", 60 * 24 * 700, true)]
    public void More_than_a_hundred_are_cut_and_the_last_are_kept(string schedule, int minutes, bool isCut)
    {
        var now = Ten.AddMinutes(minutes);

        var once = DueTimes.At(now, Of(schedule, MissedRuns.Once))!;
        var all = DueTimes.At(now, Of(schedule, MissedRuns.All))!;

        Assert.Equal((isCut, isCut), (once.IsCut, all.IsCut));
        Assert.InRange(once.Passed.Count, 1, DueTimes.Most - 1);
        Assert.Equal(once.Passed[0], all.Fired);
        Assert.True(once.Fired <= now && once.Next > now);
        if (isCut)
            Assert.Equal(DueTimes.Most - 1, once.Passed.Count);
    }

    private static ScheduleTime Of(string schedule, MissedRuns missed) => new()
    {
        Schedule = schedule,
        TimeZone = "UTC",
        Missed = missed,
        AsOf = Ten.AddHours(-1),
        NextDueAt = Ten,
    };
}
