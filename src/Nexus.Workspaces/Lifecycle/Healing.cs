namespace Nexus.Workspaces.Lifecycle;

/// <summary>How often a workspace is brought back without being asked; then it stays as it is, explained.</summary>
internal static class Healing
{
    private static readonly TimeSpan Within = TimeSpan.FromMinutes(10);
    private const int AtMost = 3;

    public static bool IsSpent(Workspace workspace, DateTimeOffset at) => Recent(workspace, at).Count >= AtMost;

    public static Workspace Counted(Workspace workspace, DateTimeOffset at) =>
        workspace with { Healed = [.. Recent(workspace, at), at] };

    /// <summary>Also what was in the future before the clock was set back.</summary>
    private static List<DateTimeOffset> Recent(Workspace workspace, DateTimeOffset at) =>
        [.. workspace.Healed.Where(time => (at - time).Duration() < Within)];
}
