using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Runs.Replaying;

/// <summary><c>GET /runs/{id}/replay</c>: what it recorded, gone through again. Nothing is executed.</summary>
internal static class ReplayRun
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/runs/{id:guid}/replay", HandleAsync).WithName(nameof(ReplayRun))
            .Note("What a run recorded, in order, and whether the engine comes to the same states from it.",
                "run.archived", "run.not_found");

    private static async Task<Ok<ReplayView>> HandleAsync(
        Guid id, ClaimsPrincipal user, ILedger ledger, TriggerTable triggers, CancellationToken cancellationToken)
    {
        var scope = Caller.ScopeOf(user);
        var run = await ledger.RunAsync(id, scope, cancellationToken);
        var plan = await triggers.FindAsync(run.Name, cancellationToken);
        var record = await ledger.RecordAsync(run, cancellationToken);
        var difference = plan.Steps.Count == 0
            ? new(null, run.Name, "No revision of this name is known to this server any more.")
            : new Replay(plan, run, record).Difference();
        return TypedResults.Ok(new ReplayView
        {
            RunId = run.RunId,
            Name = run.Name,
            Consistent = difference is null,
            Difference = difference,
            Items = [.. record.Select(item => ReplayItems.Of(item, plan))],
        });
    }
}
