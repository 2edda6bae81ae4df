using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Runs;

/// <summary><c>GET /runs/{id}/steps/{step}</c>.</summary>
internal static class ShowStep
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/runs/{id:guid}/steps/{step}", HandleAsync).WithName(nameof(ShowStep))
            .Note("A step that has begun; `{step}` is its name or id.", "run.not_found", "step.not_found");

    private static async Task<Ok<StepView>> HandleAsync(
        Guid id, string step, ClaimsPrincipal user, ILedger ledger, CancellationToken cancellationToken) =>
        TypedResults.Ok(RunRows.View(
            id, await ledger.StepAsync(id, step, Caller.ScopeOf(user), cancellationToken)));
}
