using Nexus.Spec.Templates;

namespace Nexus.Spec.Blueprints;

/// <summary>What every event has, as it is told.</summary>
internal static class EventFields
{
    private static readonly Dictionary<string, ValueKinds> All = new(StringComparer.Ordinal)
    {
        ["event_id"] = ValueKinds.Text,
        ["event_name"] = ValueKinds.Text,
        ["occurred_at"] = ValueKinds.Text,
        ["env_id"] = ValueKinds.Text,
        ["actor"] = ValueKinds.Text,
        ["correlation_id"] = ValueKinds.Text,
        ["run_id"] = ValueKinds.Text | ValueKinds.Nothing,
        ["step_id"] = ValueKinds.Text | ValueKinds.Nothing,
        ["resource"] = ValueKinds.Map,
        ["data"] = ValueKinds.Any,
    };

    /// <summary>What the event of a schedule has in its data.</summary>
    public static IReadOnlySet<string> OfSchedules { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "blueprint_id", "due_at", "is_cut", "missed", "next_due_at", "schedule", "time_zone",
    };

    public static IReadOnlyCollection<string> Names => All.Keys;

    public static bool Has(IReadOnlyList<string> path) => KindsOf(path) is not null;

    /// <summary>Null: no event has it.</summary>
    public static ValueKinds? KindsOf(IReadOnlyList<string> path) => path switch
    {
        [] => ValueKinds.Map,
        ["data", _, ..] => ValueKinds.Any,
        ["resource", "type" or "id"] => ValueKinds.Text,
        [var field] when All.TryGetValue(field, out var kinds) => kinds,
        _ => null,
    };
}
