using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Engine;
using Nexus.Platform;
using Nexus.Platform.Ledger;
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

/// <summary>GET /nodes, GET /nodes/{id}, POST /nodes/join, DELETE /nodes/{id}.</summary>
internal static class NodeRoutes
{
    /// <summary>The server may hear of it a moment after who stopped its agent.</summary>
    private static readonly TimeSpan LeavesWithin = TimeSpan.FromSeconds(2);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/nodes", ListAsync).WithName("ListNodes").Note("Nodes, the oldest first.");
        routes.MapGet("/nodes/{id}", ShowAsync).WithName("ShowNode")
            .Note("A node; `{id}` may be its name.", "node.not_found");
        routes.MapPost("/nodes/join", JoinAsync).WithName("JoinNode").RequireAuthorization(NodeAccess.Join)
            .Note("Makes a machine a node; the answer has its token, once.",
                "node.bad_join_token", "node.bad_name", "node.name_taken", "node.other_name");
        routes.MapDelete("/nodes/{id}", RemoveAsync).WithName("RemoveNode").RequireAuthorization(NodeAccess.Admin)
            .Note(
                "Takes a node out; refused while workspaces live on it, or while it would join again by itself.",
                "node.connected", "node.in_use", "node.not_found");
        routes.MapGet("/nodes/control", ControlEndpoint.HandleAsync).RequireAuthorization(NodeAccess.Node)
            .WithName("ConnectNode").Produces(StatusCodes.Status101SwitchingProtocols)
            .Note("The control connection of a node agent, a WebSocket.", "request.websocket_required");
        routes.MapGet("/nodes/data", DataEndpoint.HandleAsync).RequireAuthorization(NodeAccess.Node)
            .WithName("OfferStream").Produces(StatusCodes.Status101SwitchingProtocols)
            .Note("A data connection that a node agent holds ready, a WebSocket.", "request.websocket_required");
        AddNode.Map(routes);
        JoinTokenRoutes.Map(routes);
        CordonNode.Map(routes);
        LabelNode.Map(routes);
    }

    private static async Task<Ok<NodePage>> ListAsync(
        NodeStore nodes, NodeViews views, string? cursor, int? limit, HttpContext context,
        CancellationToken cancellationToken)
    {
        var size = Paging.Limit(limit);
        var after = Paging.After(cursor, one => Ids.IsOne("node", one));
        var (page, next) = Paging.Cut(
            await nodes.ListAsync(after, size + 1, cancellationToken), size, node => node.Id);
        var scope = Caller.Of(context.User).Scope;
        return TypedResults.Ok(new NodePage(await views.OfAsync(page, scope, cancellationToken), next));
    }

    private static async Task<Ok<NodeView>> ShowAsync(
        string id, NodeStore nodes, NodeViews views, HttpContext context, CancellationToken cancellationToken) =>
        TypedResults.Ok(await views.OfAsync(
            await nodes.GetAsync(id, cancellationToken), Caller.Of(context.User).Scope, cancellationToken));

    private static async Task<Ok<JoinView>> JoinAsync(
        JoinRequest request, NodeStore nodes, Fleet fleet, HttpContext context, CancellationToken cancellationToken)
    {
        NodeNames.Check(request.Name);
        var token = context.User.FindFirst(NodeAccess.JoinTokenClaim)?.Value;
        bool MayReplace(Node known) => token is null && !fleet.IsConnected(known.Id);
        return TypedResults.Ok(
            await nodes.JoinAsync(request.Name, token, MayReplace, Cause.Of(context), cancellationToken));
    }

    /// <summary>Its credential opens nothing from then on. A node that still has workspaces is refused.</summary>
    private static async Task<Ok<NodeView>> RemoveAsync(
        string id, NodeStore nodes, Fleet fleet, NodeViews views, WorkspaceStore workspaces, TimeProvider clock,
        HttpContext context, CancellationToken cancellationToken)
    {
        var node = await nodes.GetAsync(id, cancellationToken);
        var placed = await workspaces.PlacedOnAsync(node.Id, cancellationToken);
        if (placed.Count > 0)
            throw new NexusException(NodeErrors.InUse(node.Name, placed));
        bool IsGone() => !fleet.IsConnected(node.Id);
        if (node.RejoinsByItself && !await fleet.ForAsync(IsGone, LeavesWithin, clock, cancellationToken))
            throw new NexusException(NodeErrors.Connected(node.Name));

        var view = (await views.OfAsync(node, Scope.All, cancellationToken)) with { Status = NodeState.Removed };
        var cause = Cause.Of(context);
        if (cause.Claim is { } claim)
            claim.Answer = JsonSerializer.Serialize(view, ContractsJson.Default.NodeView);
        await nodes.RemoveAsync(node.Id, cause, cancellationToken);
        fleet.LinkOf(node.Id)?.Control.Abort();
        return TypedResults.Ok(view);
    }
}
