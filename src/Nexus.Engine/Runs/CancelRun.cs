using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Runs;

/// <summary><c>POST /runs/{id}/cancel</c>: recorded when it answers; the run ends soon after.</summary>
internal static class CancelRun
{
    private const int LongestReason = 1000;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/runs/{id:guid}/cancel", HandleAsync).WithName(nameof(CancelRun))
            .Note("Cancels a run: recorded when this answers, and the run ends soon after.",
                "run.not_found", "run.finished", "run.reason_too_long");

    private static async Task<Ok<RunView>> HandleAsync(
        Guid id, [FromBody] CancelRunRequest? request, ClaimsPrincipal user, IRuns runs, ILedger ledger,
        CancellationToken cancellationToken)
    {
        await ledger.RunAsync(id, Caller.ScopeOf(user), cancellationToken);
        if (request?.Reason is { Length: > LongestReason })
            throw new NexusException(RunErrors.ReasonTooLong(LongestReason));
        var reason = request?.Reason ?? $"cancelled by {Caller.Name(user)}";
        return TypedResults.Ok(await runs.CancelAsync(id, reason, cancellationToken));
    }
}
