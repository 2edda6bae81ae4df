using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Engine;

namespace Nexus.Workspaces.Nodes;

/// <summary>GET /nodes/token and DELETE /nodes/token/{id}: how administrators change their mind.</summary>
internal static class JoinTokenRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/nodes/token", ListAsync).WithName("ListJoinTokens").RequireAuthorization(NodeAccess.Admin)
            .Note("Join tokens that no node used and that have not expired. None lets in by its id.");
        routes.MapDelete("/nodes/token/{id}", RevokeAsync).WithName("RevokeJoinToken")
            .RequireAuthorization(NodeAccess.Admin)
            .Note("Takes a join token back.", "node.no_join_token");
    }

    private static async Task<Ok<OpenJoinTokenPage>> ListAsync(
        JoinTokens tokens, string? cursor, int? limit, CancellationToken cancellationToken) =>
        TypedResults.Ok(await tokens.ListAsync(
            Paging.After(cursor, Credential.IsHash), Paging.Limit(limit), cancellationToken));

    private static async Task<Ok<OpenJoinTokenView>> RevokeAsync(
        string id, JoinTokens tokens, HttpContext context, CancellationToken cancellationToken) =>
        TypedResults.Ok(await tokens.RevokeAsync(id, Cause.Of(context), cancellationToken));
}
