using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Engine;
using Nexus.Platform.Ledger;

namespace Nexus.Workspaces.Nodes;

/// <summary>
/// POST /nodes/{id}/cordon and /uncordon: whether it takes new workspaces. What lives there stays, and comes up again.
/// </summary>
internal static class CordonNode
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/nodes/{id}/cordon", CordonAsync).WithName("CordonNode")
            .RequireAuthorization(NodeAccess.Admin)
            .Note("From now on it takes no new workspaces, and keeps what it has.", "node.not_found");
        routes.MapPost("/nodes/{id}/uncordon", UncordonAsync).WithName("UncordonNode")
            .RequireAuthorization(NodeAccess.Admin)
            .Note("It takes new workspaces again.", "node.not_found");
    }

    private static Task<Ok<NodeView>> CordonAsync(
        string id, NodeStore nodes, NodeViews views, HttpContext context, CancellationToken cancellationToken) =>
        SetAsync(id, isCordoned: true, nodes, views, context, cancellationToken);

    private static Task<Ok<NodeView>> UncordonAsync(
        string id, NodeStore nodes, NodeViews views, HttpContext context, CancellationToken cancellationToken) =>
        SetAsync(id, isCordoned: false, nodes, views, context, cancellationToken);

    private static async Task<Ok<NodeView>> SetAsync(
        string id, bool isCordoned, NodeStore nodes, NodeViews views, HttpContext context,
        CancellationToken cancellationToken)
    {
        var name = isCordoned ? "xyn.node.cordoned" : "xyn.node.uncordoned";
        var node = await nodes.ChangeAsync(
            id,
            node => node.IsCordoned == isCordoned ? null : new(node with { IsCordoned = isCordoned }, name),
            Cause.Of(context), cancellationToken);
        return TypedResults.Ok(await views.OfAsync(node, Scope.All, cancellationToken));
    }
}
