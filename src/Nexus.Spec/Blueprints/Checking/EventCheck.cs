using Nexus.Contracts;
using Nexus.Spec.Loading;

namespace Nexus.Spec.Blueprints.Checking;

/// <summary>What event may start a blueprint.</summary>
internal sealed class EventCheck(BlueprintContext? context, Problems problems)
{
    private static readonly string[] OfRuns = ["xyn.run.", "xyn.step.", "xyn.footprint.", "xyn.impression."];

    public void Check(string name, Section trigger)
    {
        var at = trigger.Value("event_type") ?? trigger.At;
        var what = $"{trigger.Full("event_type")} cannot be '{Show.Short(name)}'";
        if (OfRuns.Any(own => name.StartsWith(own, StringComparison.Ordinal)))
        {
            problems.Add(ProblemCodes.BadValue, at, $"{what}: runs would start runs.",
                "End the plan with an event of your own (event.emit), and use that.");
        }
        else if (!IsThere(name))
        {
            var known = EventCatalogue.All.Concat(ReservedEvents.All).Select(kind => kind.Name);
            problems.Add(ProblemCodes.BadValue, at, $"{what}: the server has no such event.",
                Suggestion.Nearest(name, known) is { } near
                    ? $"Did you mean '{near}'?"
                    : "Take one of docs/reference/events.md, or one whose name does not begin with 'xyn.'.");
        }
    }

    /// <summary>What is in force stays so where a server has other events than the one before it.</summary>
    private bool IsThere(string name) =>
        context is null || !name.StartsWith("xyn.", StringComparison.Ordinal) || EventCatalogue.Has(name);
}
