using Nexus.Spec;
using Nexus.Spec.Blueprints;

namespace Nexus.Engine.Blueprints;

/// <summary>
/// What the language has and this server does not do yet: told when a draft is validated, for a blueprint that does
/// less than it says would be found out when it is needed.
/// </summary>
internal static class NotYet
{
    private static readonly BlueprintLimits Usual = new(Blueprint.DefaultSteps, Blueprint.DefaultWall);

    public static IEnumerable<ConfigProblem> In(Blueprint blueprint, string file)
    {
        foreach (var trigger in blueprint.Triggers)
        {
            if (trigger.Schedule is null || TimeZoneInfo.TryFindSystemTimeZoneById(trigger.TimeZone, out _))
                continue;
            yield return new(
                file, 1, 1, BlueprintProblemCodes.BadSchedule,
                $"The server does not know the time zone '{trigger.TimeZone}'.",
                "Install the package tzdata where the server runs, or leave 'time_zone' out for UTC.");
        }

        if (blueprint.Limits != Usual)
            yield return Problem(file, "limits", "Leave it out, and give steps a 'timeout'.");
    }

    private static ConfigProblem Problem(string file, string key, string hint) =>
        new(file, 1, 1, BlueprintProblemCodes.NotYet, $"This server does not do '{key}' yet.", hint);
}
