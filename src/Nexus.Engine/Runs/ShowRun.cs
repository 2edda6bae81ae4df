using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;

namespace Nexus.Engine.Runs;

/// <summary><c>GET /runs/{id}</c>.</summary>
internal static class ShowRun
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/runs/{id:guid}", HandleAsync).WithName(nameof(ShowRun))
            .Note("A run.", "run.not_found");

    private static async Task<Ok<RunView>> HandleAsync(
        Guid id, ClaimsPrincipal user, IRuns runs, IOwners owners, CancellationToken cancellationToken)
    {
        var run = await runs.FindAsync(id, Caller.ScopeOf(user), cancellationToken);
        return TypedResults.Ok(run with { ActorName = await owners.NameOfAsync(run.Actor, cancellationToken) });
    }
}
