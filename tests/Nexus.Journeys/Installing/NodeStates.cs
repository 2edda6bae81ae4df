namespace Nexus.Journeys.Installing;

/// <summary>Where the agents of an installation keep what they know: also those that a test started by hand.</summary>
internal static class NodeStates
{
    private static readonly EnumerationOptions Deep = new()
    {
        RecurseSubdirectories = true,
        MaxRecursionDepth = 5,
        AttributesToSkip = FileAttributes.ReparsePoint,
    };

    public static IReadOnlyList<string> Below(string root) =>
        [.. Directory.GetFiles(root, "node.pid", Deep).Select(pid => Path.GetDirectoryName(pid)!)];
}
