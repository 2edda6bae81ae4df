using Nexus.Spec.Keys;

namespace Nexus.Spec.Blueprints;

/// <summary>The JSON Schema of blueprints, for completion and checks in editors.</summary>
public static class BlueprintSchema
{
    /// <summary>Generated from the table the loader reads with; docs/reference has a copy.</summary>
    public static string Json() => KeySchema.Json("Nexus blueprint", BlueprintKeys.Top);
}
