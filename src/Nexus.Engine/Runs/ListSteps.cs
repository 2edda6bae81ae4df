using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Runs;

/// <summary><c>GET /runs/{id}/steps</c>: those that have begun, in order; few enough for one page.</summary>
internal static class ListSteps
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/runs/{id:guid}/steps", HandleAsync).WithName(nameof(ListSteps))
            .Note("The steps of a run that have begun, in order, on one page whatever its `limit`.",
                "run.not_found");

    private static async Task<Ok<StepPage>> HandleAsync(
        Guid id, int? limit, ClaimsPrincipal user, ILedger ledger, CancellationToken cancellationToken)
    {
        _ = Paging.Limit(limit);
        var run = await ledger.RunAsync(id, Caller.ScopeOf(user), cancellationToken);
        var steps = await ledger.StepsAsync(run, cancellationToken);
        return TypedResults.Ok(new StepPage([.. steps.Select(step => RunRows.View(run.RunId, step))], null));
    }
}
