using Nexus.Spec;
using Nexus.Spec.Blueprints;

namespace Nexus.Engine.Drafts;

/// <summary>Whether a draft says the same of what starts it as its definition: told when it is validated.</summary>
internal static class DraftTrigger
{
    public static IEnumerable<ConfigProblem> Contradiction(DraftState draft, Blueprint blueprint)
    {
        if (draft.TriggerEventType is not { } said
            || blueprint.Triggers.Any(trigger => string.Equals(trigger.EventType, said, StringComparison.Ordinal)))
        {
            yield break;
        }

        var events = blueprint.Triggers.Select(trigger => trigger.EventType ?? "a schedule")
            .Distinct(StringComparer.Ordinal);
        yield return new ConfigProblem(
            draft.Name, 1, 1, ProblemCodes.BadValue,
            $"The draft is for the event '{said}', and its definition is started by {string.Join(", ", events)}.",
            "Save it with the trigger_event_type of its definition, or without one.");
    }
}
