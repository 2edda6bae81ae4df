using Nexus.Contracts;
using Nexus.Workspaces.Lifecycle;

namespace Nexus.Workspaces.Nodes;

/// <summary>Nodes as callers see them: what is stored, what lives there, and what is heard right now.</summary>
internal sealed class NodeViews(Fleet fleet, WorkspaceStore workspaces, TimeProvider clock)
{
    public async Task<IReadOnlyList<NodeView>> OfAsync(
        IEnumerable<Node> nodes, CancellationToken cancellationToken)
    {
        var counts = await workspaces.CountByNodeAsync(_ => true, cancellationToken);
        return [.. nodes.Select(node => Of(node, fleet.LinkOf(node.Id), counts.GetValueOrDefault(node.Id)))];
    }

    public async Task<NodeView> OfAsync(Node node, CancellationToken cancellationToken) =>
        (await OfAsync([node], cancellationToken))[0];

    private NodeView Of(Node node, NodeLink? link, int count) => new()
    {
        NodeId = node.Id,
        Name = node.Name,
        Status = link is null ? NodeState.Unreachable : NodeState.Joined,
        Version = link?.Version,
        Providers = link?.Providers ?? [],
        IsCordoned = node.IsCordoned,
        Labels = node.LabelsOrNone,
        Capabilities = link?.Capabilities,
        Workspaces = count,
        Environments = link?.Reports.Count ?? 0,
        JoinedAt = node.JoinedAt,
        LastSeenAt = link is null ? null : clock.GetUtcNow() - clock.GetElapsedTime(link.Control.LastHeard),
    };
}
