using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Workspaces.Lifecycle;

namespace Nexus.Workspaces.Nodes;

/// <summary>Who may do what with nodes; the server maps the roles.</summary>
public static class NodeAccess
{
    /// <summary>Policy and role of a node's own credential.</summary>
    public const string Node = "node";

    /// <summary>Policy and role of a join token, which the administrator's also satisfies.</summary>
    public const string Join = "join";

    /// <summary>Policy: the administrator.</summary>
    public const string Admin = "admin";

    /// <summary>Claim with the node's id.</summary>
    public const string NodeIdClaim = "node_id";

    /// <summary>Claim with the join token itself, to be used up.</summary>
    public const string JoinTokenClaim = "join_token";
}

/// <summary>GET /nodes, POST /nodes/token, POST /nodes/join, DELETE /nodes/{id}.</summary>
internal static class NodeRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/nodes", ListAsync).WithName("ListNodes");
        routes.MapPost("/nodes/token", NewTokenAsync).WithName("NewJoinToken").RequireAuthorization(NodeAccess.Admin);
        routes.MapPost("/nodes/join", JoinAsync).WithName("JoinNode").RequireAuthorization(NodeAccess.Join);
        routes.MapDelete("/nodes/{id}", RemoveAsync).WithName("RemoveNode").RequireAuthorization(NodeAccess.Admin);
        routes.MapGet("/nodes/control", ControlEndpoint.HandleAsync).RequireAuthorization(NodeAccess.Node);
        routes.MapGet("/nodes/data", DataEndpoint.HandleAsync).RequireAuthorization(NodeAccess.Node);
    }

    private static async Task<Ok<NodePage>> ListAsync(
        NodeStore nodes, Fleet fleet, TimeProvider clock, string? cursor, int? limit,
        CancellationToken cancellationToken)
    {
        var size = Math.Clamp(limit ?? 50, 1, 500);
        var page = await nodes.ListAsync(cursor, size + 1, cancellationToken);
        var next = page.Count > size ? page[size - 1].Id : null;
        return TypedResults.Ok(
            new NodePage([.. page.Take(size).Select(node => View(node, fleet.LinkOf(node.Id), clock))], next));
    }

    private static async Task<Ok<JoinTokenView>> NewTokenAsync(
        NodeStore nodes, HttpContext context, CancellationToken cancellationToken) =>
        TypedResults.Ok(await nodes.NewJoinTokenAsync(Cause.Of(context), cancellationToken));

    private static async Task<Ok<JoinView>> JoinAsync(
        JoinRequest request, NodeStore nodes, Fleet fleet, HttpContext context, CancellationToken cancellationToken)
    {
        var isName = request.Name.Length is > 0 and <= 63
            && !request.Name.StartsWith("node-", StringComparison.Ordinal)
            && request.Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
        if (!isName)
            throw new NexusException(NodeErrors.BadName(request.Name));

        var token = context.User.FindFirst(NodeAccess.JoinTokenClaim)?.Value;
        bool MayReplace(Node known) => token is null && !fleet.IsConnected(known.Id);
        return TypedResults.Ok(
            await nodes.JoinAsync(request.Name, token, MayReplace, Cause.Of(context), cancellationToken));
    }

    /// <summary>Its credential opens nothing from then on. A node that still has workspaces is refused.</summary>
    private static async Task<Ok<NodeView>> RemoveAsync(
        string id, NodeStore nodes, Fleet fleet, WorkspaceStore workspaces, TimeProvider clock, HttpContext context,
        CancellationToken cancellationToken)
    {
        var node = await nodes.GetAsync(id, cancellationToken);
        var placed = await workspaces.PlacedOnAsync(node.Id, cancellationToken);
        if (placed.Count > 0)
            throw new NexusException(NodeErrors.InUse(node.Name, placed));

        await nodes.RemoveAsync(node.Id, Cause.Of(context), cancellationToken);
        var link = fleet.LinkOf(node.Id);
        link?.Control.Abort();
        return TypedResults.Ok(View(node, link, clock) with { Status = NodeState.Removed });
    }

    private static NodeView View(Node node, NodeLink? link, TimeProvider clock) => new()
    {
        NodeId = node.Id,
        Name = node.Name,
        Status = link is null ? NodeState.Unreachable : NodeState.Joined,
        Version = link?.Version,
        Providers = link?.Providers ?? [],
        Environments = link?.Reports.Count ?? 0,
        JoinedAt = node.JoinedAt,
        LastSeenAt = link is null ? null : clock.GetUtcNow() - clock.GetElapsedTime(link.Control.LastHeard),
    };
}
