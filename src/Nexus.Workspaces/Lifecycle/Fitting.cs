using System.Globalization;
using Nexus.Contracts;
using Nexus.Workspaces.Nodes;

namespace Nexus.Workspaces.Lifecycle;

/// <summary>Why a node does not take a workspace; null: it does.</summary>
internal static class Fitting
{
    private const double Gibi = 1L << 30;

    /// <summary>Nodes are named by name or id.</summary>
    public static bool IsNamed(Node node, WorkspaceConfigView wanted) =>
        wanted.Node is null || node.Name == wanted.Node || node.Id == wanted.Node;

    public static bool IsOpen(Node node, WorkspaceConfigView wanted) =>
        IsNamed(node, wanted) && WhyClosed(node, wanted) is null;

    public static string? WhyClosed(Node node, WorkspaceConfigView wanted)
    {
        if (node.IsCordoned)
            return "is cordoned";
        var missing = from label in wanted.NodeLabels ?? Labels.None
                      where node.LabelsOrNone.GetValueOrDefault(label.Key) != label.Value
                      select $"{label.Key}={label.Value}";
        return string.Join(", ", missing) is { Length: > 0 } labels ? $"is not labelled {labels}" : null;
    }

    /// <param name="has">Null, or zeros: not known, so not judged.</param>
    /// <param name="wish">What the environment shall be.</param>
    public static string? WhyTooSmall(NodeCapabilities? has, ProviderWish wish) => has switch
    {
        { Cpus: > 0 and var cpus } when wish.Cpus > cpus =>
            string.Create(CultureInfo.InvariantCulture, $"has {cpus} processors, {wish.Cpus} are wanted"),
        { MemoryBytes: > 0 and var memory } when wish.MemoryBytes > memory =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"has {memory / Gibi:0.#} GiB of memory, {wish.MemoryBytes / Gibi:0.#} GiB are wanted"),
        _ => null,
    };
}
