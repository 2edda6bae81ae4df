using Nexus.Contracts;
using Nexus.Workspaces.Nodes;

namespace Nexus.Workspaces.Lifecycle;

/// <summary>A connected node as a workspace that needs one sees it.</summary>
/// <param name="Link">As it is heard.</param>
/// <param name="Node">As it is stored now.</param>
/// <param name="Load">Workspaces wanted up that live there or were promised to it.</param>
internal sealed record Candidate(NodeLink Link, Node Node, int Load)
{
    /// <summary>What its load would be with one more, for each processor.</summary>
    public double Share => (Load + 1) / (double)Math.Max(Link.Capabilities?.Cpus ?? 1, 1);
}

/// <summary>
/// Which node and which provider: a workspace stays where its environment is; else the least loaded that fits.
/// </summary>
internal static class Placing
{
    /// <summary>Tried in this order when nobody chose; qemu only by name.</summary>
    private static readonly string[] Preferred = ["docker", "lxc", "process"];

    /// <param name="workspace">As stored.</param>
    /// <param name="candidates">The connected nodes.</param>
    /// <param name="usual">The server's own choice where the workspace makes none.</param>
    /// <returns>Null: nothing fits.</returns>
    public static Placement? Choose(Workspace workspace, IReadOnlyList<Candidate> candidates, string? usual)
    {
        if (workspace.HasEnvironment)
            return workspace.Placement;

        var wanted = workspace.Config;
        var fitting = candidates
            .Where(one => one.Link.IsCompared && Fitting.IsOpen(one.Node, wanted))
            .OrderBy(one => one.Share).ThenBy(one => one.Node.Id, StringComparer.Ordinal)
            .ToList();
        return (from provider in Providers(wanted, usual)
                from one in fitting
                where one.Link.Usable(provider) is not null
                    && Fitting.WhyTooSmall(one.Link.Capabilities, wanted.Of(provider)) is null
                select new Placement(one.Node.Id, one.Node.Name, provider, IsMade: false)).FirstOrDefault();
    }

    /// <param name="workspace">For which nothing fits.</param>
    /// <param name="candidates">The connected nodes.</param>
    /// <param name="joined">Names of all nodes, connected or not.</param>
    /// <param name="usual">The server's own choice where the workspace makes none.</param>
    public static NexusError WhyNot(
        Workspace workspace, IReadOnlyList<Candidate> candidates, IReadOnlyList<string> joined, string? usual)
    {
        var wanted = workspace.Config;
        var named = candidates.Where(one => Fitting.IsNamed(one.Node, wanted)).ToList();
        if (named.Count == 0)
            return wanted.Node is { } node ? NodeErrors.Unreachable(node) : NodeErrors.NoneConnected(joined);
        if (wanted.Node is not null && named[0].Node is { IsCordoned: true } cordoned)
            return NodeErrors.Cordoned(cordoned.Name);

        var open = named.Where(one => Fitting.WhyClosed(one.Node, wanted) is null).ToList();
        var providers = Providers(wanted, usual);
        var small = from one in open
                    from provider in providers
                    where one.Link.Usable(provider) is not null
                    let why = Fitting.WhyTooSmall(one.Link.Capabilities, wanted.Of(provider))
                    where why is not null
                    select $"{one.Node.Name}: {why}.";
        string[] unfit =
        [
            .. from one in named
               let why = Fitting.WhyClosed(one.Node, wanted)
               where why is not null
               select $"{one.Node.Name}: {why}.",
            .. small.Distinct(StringComparer.Ordinal),
        ];
        return open.Count == 0 || small.Any()
            ? NodeErrors.NoneFits(string.Join(' ', unfit))
            : NodeErrors.NoProvider(wanted.Provider, string.Join(' ', WhyNoProvider(open, wanted).Concat(unfit)));
    }

    private static IEnumerable<string> WhyNoProvider(IEnumerable<Candidate> open, WorkspaceConfigView wanted) =>
        from one in open
        from provider in one.Link.Providers
        where !provider.IsAvailable && (wanted.Provider is null || provider.Name == wanted.Provider)
        select $"{one.Node.Name}: {provider.Name}: {provider.Reason}";

    private static string[] Providers(WorkspaceConfigView wanted, string? usual) =>
        (wanted.Provider ?? usual) is { } one ? [one] : Preferred;
}
