using Nexus.Contracts;
using Nexus.Workspaces.Nodes;

namespace Nexus.Workspaces.Lifecycle;

/// <summary>
/// Which node and which provider: a workspace stays where its environment is; else the least loaded that fits.
/// </summary>
internal static class Placing
{
    /// <summary>Tried in this order when nobody chose; qemu only by name.</summary>
    private static readonly string[] Preferred = ["docker", "lxc", "process"];

    /// <param name="workspace">As stored.</param>
    /// <param name="links">The connected nodes.</param>
    /// <param name="usual">The server's own choice where the workspace makes none.</param>
    /// <returns>Null: nothing fits.</returns>
    public static Placement? Choose(Workspace workspace, ICollection<NodeLink> links, string? usual)
    {
        if (workspace.HasEnvironment)
            return workspace.Placement;

        var wanted = workspace.Config;
        var fitting = links
            .Where(link => link.IsCompared && IsWanted(link, wanted))
            .OrderBy(link => link.Reports.Count).ThenBy(link => link.Node.Id, StringComparer.Ordinal);
        string[] providers = (wanted.Provider ?? usual) is { } one ? [one] : Preferred;
        return (from provider in providers
                from link in fitting
                where link.Usable(provider) is not null
                select new Placement(link.Node.Id, link.Node.Name, provider, IsMade: false)).FirstOrDefault();
    }

    public static NexusError WhyNot(Workspace workspace, ICollection<NodeLink> links)
    {
        var wanted = workspace.Config;
        if (links.Count == 0)
            return wanted.Node is { } node ? NodeErrors.Unreachable(node) : NodeErrors.NoneJoined;
        if (wanted.Node is { } named && !links.Any(link => IsWanted(link, wanted)))
            return NodeErrors.Unreachable(named);

        var reasons = from link in links
                      where IsWanted(link, wanted)
                      from provider in link.Providers
                      where !provider.IsAvailable && (wanted.Provider is null || provider.Name == wanted.Provider)
                      select $"{link.Node.Name}: {provider.Name}: {provider.Reason}";
        return NodeErrors.NoProvider(wanted.Provider, string.Join(' ', reasons));
    }

    /// <summary>Nodes are named by name or id.</summary>
    private static bool IsWanted(NodeLink link, WorkspaceConfigView wanted) =>
        wanted.Node is null || link.Node.Name == wanted.Node || link.Node.Id == wanted.Node;
}
