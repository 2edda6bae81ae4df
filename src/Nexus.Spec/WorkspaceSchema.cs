using Nexus.Spec.Keys;

namespace Nexus.Spec;

/// <summary>The JSON Schema of <c>.nexus/config.yaml</c>, for completion and checks in editors.</summary>
public static class WorkspaceSchema
{
    /// <summary>Generated from the table the loader reads with; docs/reference has a copy.</summary>
    public static string Json() =>
        KeySchema.Json("Nexus workspace configuration (.nexus/config.yaml)", ConfigKeys.Top);
}
