using System.Text.Json;
using System.Text.Json.Serialization;
using Nexus.Contracts;
using Nexus.Platform.Ledger;
using Nexus.Spec.Blueprints;

namespace Nexus.Engine.Schedules;

/// <summary>
/// What the ledger keeps of a blueprint's schedules: the body of a row whose id is the blueprint's. It is there while
/// events may start the blueprint, and changes with each event that says that it is due.
/// </summary>
internal sealed record ScheduleState
{
    public const string Kind = "schedule";

    public required string BlueprintId { get; init; }

    public required IReadOnlyList<ScheduleTime> Times { get; init; }

    public static ScheduleState Read(StateRow row) => row.Read(ScheduleJson.Default.ScheduleState);

    /// <summary>A schedule it had before keeps its place; another is waited for from now on.</summary>
    /// <returns>Null: it has none.</returns>
    public static ScheduleState? Of(Blueprint blueprint, ScheduleState? before, DateTimeOffset now)
    {
        var times = new List<ScheduleTime>();
        foreach (var trigger in blueprint.Triggers)
        {
            if (trigger.Schedule is null)
                continue;
            var (text, zone) = (trigger.Schedule.Text, trigger.TimeZone);
            if (times.Exists(time => time.Is(text, zone)))
                continue;
            var known = before?.Times.FirstOrDefault(time => time.Is(text, zone) && time.NextDueAt is not null);
            times.Add(known is not null
                ? known with { Missed = trigger.Missed }
                : new ScheduleTime { Schedule = text, TimeZone = zone, Missed = trigger.Missed, AsOf = now }.From(now));
        }

        return times.Count > 0 ? new() { BlueprintId = blueprint.Id, Times = times } : null;
    }

    public string Body() => JsonSerializer.Serialize(this, ScheduleJson.Default.ScheduleState);

    public ScheduleState With(int index, ScheduleTime time) =>
        this with { Times = [.. Times.Take(index), time, .. Times.Skip(index + 1)] };

    public IReadOnlyList<BlueprintScheduleView> Views() => [.. Times.Select(time => time.View())];

    /// <summary>Without times.</summary>
    public static IReadOnlyList<BlueprintScheduleView> Rules(Blueprint blueprint) =>
    [
        .. blueprint.Triggers.Select(trigger => trigger.Schedule is { } schedule
            ? ScheduleTime.Rule(schedule.Text, trigger.TimeZone, trigger.Missed)
            : null).OfType<BlueprintScheduleView>(),
    ];
}

/// <summary>One schedule of a blueprint.</summary>
internal sealed record ScheduleTime
{
    /// <summary>A clock that is put back by more begins anew; by less, nothing is due twice.</summary>
    private static readonly TimeSpan PutBack = TimeSpan.FromHours(1);

    public required string Schedule { get; init; }

    public required string TimeZone { get; init; }

    public required MissedRuns Missed { get; init; }

    /// <summary>What the clock said when this was written.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>Null: it is never due, or this machine does not know its time zone.</summary>
    public DateTimeOffset? NextDueAt { get; init; }

    /// <summary>The last time that an event told of; null: none has.</summary>
    public DateTimeOffset? LastDueAt { get; init; }

    public bool Is(string schedule, string timeZone) => (Schedule, TimeZone) == (schedule, timeZone);

    /// <summary>The clock was put back so far that what was planned is too late.</summary>
    public bool IsAhead(DateTimeOffset now) => AsOf - now > PutBack;

    /// <summary>Waited for from this time on.</summary>
    public ScheduleTime From(DateTimeOffset now) => this with { AsOf = now, NextDueAt = Next(now) };

    public DateTimeOffset? Next(DateTimeOffset after) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out var zone)
            ? CronSchedule.Parse(Schedule).Schedule?.Next(after, zone)
            : null;

    public BlueprintScheduleView View() => Rule(Schedule, TimeZone, Missed) with
    {
        NextDueAt = NextDueAt,
        LastDueAt = LastDueAt,
    };

    public static BlueprintScheduleView Rule(string schedule, string timeZone, MissedRuns missed) => new()
    {
        Schedule = schedule,
        TimeZone = timeZone,
        Missed = missed switch
        {
            MissedRuns.All => "all",
            MissedRuns.Once => "once",
            _ => "skip",
        },
    };
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ScheduleState))]
internal sealed partial class ScheduleJson : JsonSerializerContext;
