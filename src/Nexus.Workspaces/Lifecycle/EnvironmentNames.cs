namespace Nexus.Workspaces.Lifecycle;

/// <summary>The environment of <c>ws-abc123</c> is called <c>workspace-abc123</c>.</summary>
internal static class EnvironmentNames
{
    public static string Of(string workspaceId) => $"workspace-{workspaceId["ws-".Length..]}";
}
