namespace Nexus.Workspaces;

/// <summary>
/// On whose errand this code runs: the id of the request, or of the run it started. What is asked of nodes and
/// environments carries it, so that their logs can be searched for it.
/// </summary>
public static class Correlation
{
    private static readonly AsyncLocal<string?> Ambient = new();

    /// <summary>Null: nobody asked, the server acts on its own account.</summary>
    public static string? Current => Ambient.Value;

    /// <summary>For the rest of the calling method and all that it calls.</summary>
    public static void Begin(string id) => Ambient.Value = id;
}
