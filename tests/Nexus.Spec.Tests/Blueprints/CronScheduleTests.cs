using Nexus.Spec.Blueprints;

namespace Nexus.Spec.Tests.Blueprints;

public sealed class CronScheduleTests
{
    [Theory]
    [InlineData("* * * * *", "2026-03-01 00:00", true)]
    [InlineData("30 2 * * *", "2026-03-01 02:30", true)]
    [InlineData("30 2 * * *", "2026-03-01 02:31", false)]
    [InlineData("*/15 * * * *", "2026-03-01 02:45", true)]
    [InlineData("5/20 * * * *", "2026-03-01 02:45", true)]
    [InlineData("0 8-18/2 * * mon-fri", "2026-03-02 10:00", true)]
    [InlineData("0 8-18/2 * * mon-fri", "2026-03-01 10:00", false)]
    [InlineData("0 0 1,15 * *", "2026-03-15 00:00", true)]
    [InlineData("0 0 * JAN,mar *", "2026-03-15 00:00", true)]
    [InlineData("0 0 * * 7", "2026-03-01 00:00", true)]
    [InlineData("0 0 13 * fri", "2026-03-13 00:00", true)]
    [InlineData("0 0 13 * mon", "2026-03-02 00:00", true)]
    [InlineData("0 0 */2 * mon", "2026-03-04 00:00", false)]
    [InlineData("0 0 29 2 *", "2028-02-29 00:00", true)]
    [InlineData("@weekly", "2026-03-01 00:00", true)]
    [InlineData("@yearly", "2026-03-01 00:00", false)]
    [InlineData("@annually", "2026-01-01 00:00", true)]
    [InlineData("@midnight", "2026-03-05 00:00", true)]
    [InlineData("0 0 * * sat-sun", "2026-03-01 00:00", true)]
    [InlineData("0 0 * * sat-sun", "2026-03-07 00:00", true)]
    [InlineData("0 0 * * sat-sun", "2026-03-02 00:00", false)]
    [InlineData("0 0 * * fri-mon/3", "2026-03-02 00:00", true)]
    [InlineData("0 0 * * fri-mon/3", "2026-03-01 00:00", false)]
    public void It_is_due_when_cron_says_so(string text, string time, bool isDue) => Assert.Equal(
        isDue, CronSchedule.Parse(text).Schedule!.Matches(
            DateTime.ParseExact(time, "yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("")]
    [InlineData("* * * *")]
    [InlineData("* * * * * *")]
    [InlineData("@reboot")]
    [InlineData("60 * * * *")]
    [InlineData("* 24 * * *")]
    [InlineData("* * 0 * *")]
    [InlineData("* * * 13 *")]
    [InlineData("* * * * 8")]
    [InlineData("5-1 * * * *")]
    [InlineData("*/0 * * * *")]
    [InlineData("1,,2 * * * *")]
    [InlineData("1-2-3 * * * *")]
    [InlineData("a * * * *")]
    [InlineData("-1 * * * *")]
    [InlineData("* * * mo *")]
    [InlineData("0 0 30 2 *")]
    [InlineData("0 0 31 4,6 *")]
    public void What_cron_does_not_say_is_none(string text)
    {
        var (schedule, problem) = CronSchedule.Parse(text);

        Assert.Null(schedule);
        Assert.NotNull(problem);
    }
}
