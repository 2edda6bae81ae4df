using Nexus.Contracts;
using Nexus.Platform.Ledger;
using Nexus.Workspaces.Lifecycle;

namespace Nexus.Workspaces.Nodes;

/// <summary>Nodes as callers see them: what is stored, what of theirs lives there, what is heard right now.</summary>
internal sealed class NodeViews(Fleet fleet, WorkspaceStore workspaces, TimeProvider clock)
{
    /// <param name="nodes">As stored.</param>
    /// <param name="scope">Whose workspaces and environments are counted.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<IReadOnlyList<NodeView>> OfAsync(
        IEnumerable<Node> nodes, Scope scope, CancellationToken cancellationToken)
    {
        var seen = (await workspaces.AllAsync(scope, cancellationToken)).Select(stored => stored.Workspace).ToList();
        return [.. nodes.Select(node => Of(node, fleet.LinkOf(node.Id), scope, seen))];
    }

    public async Task<NodeView> OfAsync(Node node, Scope scope, CancellationToken cancellationToken) =>
        (await OfAsync([node], scope, cancellationToken))[0];

    private NodeView Of(Node node, NodeLink? link, Scope scope, IReadOnlyCollection<Workspace> seen) => new()
    {
        NodeId = node.Id,
        Name = node.Name,
        Status = link is null ? NodeState.Unreachable : NodeState.Joined,
        Version = link?.Version,
        Providers = link?.Providers ?? [],
        IsCordoned = node.IsCordoned,
        Labels = node.LabelsOrNone,
        Capabilities = link?.Capabilities,
        Workspaces = seen.Count(workspace => workspace.Placement?.NodeId == node.Id),
        Environments = link is null ? 0
            : scope.OwnerId is null ? link.Reports.Count
            : seen.Count(workspace => link.Reports.ContainsKey(workspace.Id)),
        JoinedAt = node.JoinedAt,
        LastSeenAt = link is null ? null : clock.GetUtcNow() - clock.GetElapsedTime(link.Control.LastHeard),
    };
}
