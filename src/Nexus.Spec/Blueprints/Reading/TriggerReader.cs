using Nexus.Spec.Loading;

namespace Nexus.Spec.Blueprints.Reading;

/// <summary>What starts a blueprint.</summary>
internal sealed class TriggerReader(Problems problems, TemplateReader templates)
{
    private const int Most = 20;

    public IReadOnlyList<ReadTrigger> Read(Section top)
    {
        var sections = new List<Section>();
        if (top.Below("trigger", BlueprintKeys.Trigger) is { } one)
            sections.Add(one);
        if (top.Has("trigger") && top.Has("triggers"))
        {
            problems.Add(ProblemCodes.Contradiction, top.Value("triggers") ?? top.At,
                "'trigger' and 'triggers' are both there.", "Write all of them as a list under 'triggers'.");
        }

        sections.AddRange(BlueprintReader.Each(problems, top, "triggers", Most, _ => BlueprintKeys.Trigger));
        if (sections.Count is 0 && (!top.Has("trigger") && top.List("triggers") is null or { Items.Count: 0 }))
        {
            problems.Add(ProblemCodes.MissingKey, top.At, "'trigger' is missing.",
                "Say which event starts it: trigger: {event_type: NAME}.");
        }

        return [.. sections.Select(section => new ReadTrigger(Read(section, section.Has("schedule")), section))];
    }

    private BlueprintTrigger Read(Section section, bool isScheduled)
    {
        if (section.Has("event_type") == isScheduled)
        {
            problems.Add(isScheduled ? ProblemCodes.Contradiction : ProblemCodes.MissingKey,
                section.Value("event_type") ?? section.At,
                isScheduled
                    ? $"{section.Full("event_type")} and 'schedule' are both there."
                    : $"{section.Full("event_type")} is missing.",
                isScheduled ? "Write two, as a list under 'triggers'." : "Add 'event_type:', or 'schedule:'.");
        }

        foreach (var key in isScheduled ? new[] { "where" } : ["time_zone", "missed"])
        {
            if (section.Value(key) is { } value)
            {
                problems.Add(ProblemCodes.Contradiction, value,
                    $"{section.Full(key)} has no use {(isScheduled ? "in" : "without")} a schedule.", "Remove it.");
            }
        }

        return new()
        {
            EventType = BlueprintReader.Named(problems, section, "event_type", Names.IsEvent,
                "Write lowercase words with dots between, e.g. checkmk.alert."),
            Where = section.Value("where") is { } where ? templates.Read(where) : null,
            Schedule = Schedule(section),
            TimeZone = TimeZone(section),
            Missed = section.Choice("missed", ["skip", "once", "all"]) switch
            {
                "once" => MissedRuns.Once,
                "all" => MissedRuns.All,
                _ => MissedRuns.Skip,
            },
        };
    }

    private CronSchedule? Schedule(Section section)
    {
        if (section.Text("schedule") is not { } text || section.Value("schedule") is not { } at)
            return null;
        var (schedule, problem) = CronSchedule.Parse(text);
        if (problem is not null)
        {
            problems.Add(BlueprintProblemCodes.BadSchedule, at,
                $"{section.Full("schedule")} cannot be '{Show.Short(text)}': {problem}.",
                "Write minute, hour, day, month and weekday, e.g. '30 2 * * mon-fri', or @daily.");
        }

        return schedule;
    }

    private string TimeZone(Section section)
    {
        if (section.Text("time_zone") is not { } zone)
            return "UTC";
        if (Names.IsTimeZone(zone) && (TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _) || !HasTimeZones))
            return zone;
        problems.Add(BlueprintProblemCodes.BadSchedule, section.Value("time_zone") ?? section.At,
            $"There is no time zone '{Show.Short(zone)}'.", "Write it as IANA does, e.g. Europe/Berlin, or UTC.");
        return "UTC";
    }

    /// <summary>A machine without the database knows UTC alone; there the name is left to the server.</summary>
    private static bool HasTimeZones => TimeZoneInfo.TryFindSystemTimeZoneById("Europe/Berlin", out _);
}
