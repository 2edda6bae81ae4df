using Nexus.Contracts;

namespace Nexus.Workspaces.Nodes;

/// <summary>What a node may be called: never like an id, a route, an option or a hidden file.</summary>
internal static class NodeNames
{
    private const int Longest = 63;

    /// <summary>What stands in the place of a name in the routes.</summary>
    private static readonly string[] Reserved = ["control", "data", "token"];

    /// <exception cref="NexusException"><c>node.bad_name</c>.</exception>
    public static void Check(string name)
    {
        var isName = name is { Length: > 0 and <= Longest } and not ['-' or '.', ..]
            && !name.StartsWith("node-", StringComparison.Ordinal)
            && !Reserved.Contains(name, StringComparer.OrdinalIgnoreCase)
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
        if (!isName)
            throw new NexusException(NodeErrors.BadName(name));
    }
}
