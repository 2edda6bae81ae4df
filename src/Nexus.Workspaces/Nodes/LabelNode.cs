using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Engine;
using Nexus.Platform.Ledger;

namespace Nexus.Workspaces.Nodes;

/// <summary>PUT /nodes/{id}/labels: sets some and removes others. What lives there already stays.</summary>
internal static class LabelNode
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPut("/nodes/{id}/labels", HandleAsync).WithName(nameof(LabelNode))
            .RequireAuthorization(NodeAccess.Admin)
            .Note("Sets labels of a node and removes others; what lives there stays.",
                "node.bad_label", "node.not_found");

    private static async Task<Ok<NodeView>> HandleAsync(
        string id, NodeLabelsRequest request, NodeStore nodes, NodeViews views, HttpContext context,
        CancellationToken cancellationToken)
    {
        var node = await nodes.ChangeAsync(id, node => Change(node, request), Cause.Of(context), cancellationToken);
        return TypedResults.Ok(await views.OfAsync(node, Scope.All, cancellationToken));
    }

    private static NodeChange? Change(Node node, NodeLabelsRequest request)
    {
        var labels = Labels.Changed(node.LabelsOrNone, request);
        if (Labels.AreSame(labels, node.LabelsOrNone))
            return null;
        var told = labels.Select(label => KeyValuePair.Create(label.Key, (JsonNode?)label.Value));
        return new(node with { Labels = labels }, "xyn.node.labelled", ("labels", new JsonObject(told)));
    }
}
