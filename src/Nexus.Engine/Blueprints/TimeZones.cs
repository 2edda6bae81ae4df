using Nexus.Spec;
using Nexus.Spec.Blueprints;

namespace Nexus.Engine.Blueprints;

/// <summary>Whether this server knows the time zones of a blueprint: told when a draft is validated.</summary>
internal static class TimeZones
{
    public static IEnumerable<ConfigProblem> Unknown(Blueprint blueprint, string file) =>
        from trigger in blueprint.Triggers
        where trigger.Schedule is not null && !TimeZoneInfo.TryFindSystemTimeZoneById(trigger.TimeZone, out _)
        select new ConfigProblem(
            file, 1, 1, BlueprintProblemCodes.BadSchedule,
            $"The server does not know the time zone '{trigger.TimeZone}'.",
            "Install the package tzdata where the server runs, or leave 'time_zone' out for UTC.");
}
