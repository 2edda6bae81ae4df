using Nexus.Spec.Blueprints;

namespace Nexus.Engine.Schedules;

/// <summary>What is to be done about the times at which a schedule was due.</summary>
/// <param name="Fired">The time for which a run is wanted now; null: for none.</param>
/// <param name="Passed">Earlier ones that no run is made for, by the rule for times at which no server ran.</param>
/// <param name="IsCut">There were more than <see cref="Most"/>: older ones are neither counted nor made up for.</param>
/// <param name="Next">When it is due next; in the past while others are to be made up for.</param>
internal sealed record DueTimes(
    DateTimeOffset? Fired, IReadOnlyList<DateTimeOffset> Passed, bool IsCut, DateTimeOffset? Next)
{
    /// <summary>So many times of the past are looked at.</summary>
    public const int Most = 100;

    /// <summary>So much later a time is not missed: servers are started again, and clocks put right.</summary>
    public static readonly TimeSpan Late = TimeSpan.FromMinutes(2);

    /// <returns>Null: nothing is due.</returns>
    public static DueTimes? At(DateTimeOffset now, ScheduleTime time)
    {
        if (time.NextDueAt is not { } first || first > now)
            return null;
        var (due, isCut) = Last(first, now, time);
        var next = time.Next(now);
        return time.Missed switch
        {
            MissedRuns.All => new(due[0], [], isCut, due.Count > 1 ? due[1] : next),
            MissedRuns.Skip when due[^1] < now - Late => new(null, due, isCut, next),
            _ => new(due[^1], due[..^1], isCut, next),
        };
    }

    /// <summary>The last ones up to now, oldest first.</summary>
    private static (List<DateTimeOffset> Due, bool IsCut) Last(
        DateTimeOffset first, DateTimeOffset now, ScheduleTime time)
    {
        for (var back = TimeSpan.FromMinutes(Most); ; back *= 2)
        {
            var isAll = now - first <= back;
            List<DateTimeOffset> due = isAll ? [first] : [];
            for (var at = isAll ? first : now - back; time.Next(at) is { } next && next <= now; at = next)
                due.Add(next);
            if (due.Count > Most)
                return (due[^Most..], true);
            if (isAll)
                return (due, false);
        }
    }
}
