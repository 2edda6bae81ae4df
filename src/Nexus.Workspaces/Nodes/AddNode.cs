using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Engine;

namespace Nexus.Workspaces.Nodes;

/// <summary>POST /nodes and POST /nodes/token: a token to join with, for one name or for any.</summary>
internal static class AddNode
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/nodes", HandleAsync).WithName(nameof(AddNode)).RequireAuthorization(NodeAccess.Admin)
            .Note("A token to join with under one name.", "node.bad_name", "node.name_taken");
        routes.MapPost("/nodes/token", ForAnyAsync).WithName("NewJoinToken").RequireAuthorization(NodeAccess.Admin)
            .Note("A token to join with under any free name.");
    }

    private static async Task<Ok<JoinTokenView>> HandleAsync(
        AddNodeRequest request, JoinTokens tokens, HttpContext context, CancellationToken cancellationToken)
    {
        NodeNames.Check(request.Name);
        return TypedResults.Ok(await tokens.MakeAsync(request.Name, Cause.Of(context), cancellationToken));
    }

    private static async Task<Ok<JoinTokenView>> ForAnyAsync(
        JoinTokens tokens, HttpContext context, CancellationToken cancellationToken) =>
        TypedResults.Ok(await tokens.MakeAsync(name: null, Cause.Of(context), cancellationToken));
}
