using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Runs;

/// <summary><c>GET /runs/{id}/steps</c>: those that have begun, in order.</summary>
internal static class ListSteps
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/runs/{id:guid}/steps", HandleAsync).WithName(nameof(ListSteps))
            .Note("The steps of a run that have begun, in order.", "run.not_found");

    private static async Task<Ok<StepPage>> HandleAsync(
        Guid id, int? limit, string? cursor, ClaimsPrincipal user, ILedger ledger, CancellationToken cancellationToken)
    {
        var size = Paging.Limit(limit);
        var after = Paging.AfterGuid(cursor);
        var run = await ledger.RunAsync(id, Caller.ScopeOf(user), cancellationToken);
        var all = await ledger.StepsAsync(run, cancellationToken);
        var begin = after is null ? 0 : 1 + IndexOf(all, Guid.Parse(after));
        var (items, next) = Paging.Cut([.. all.Skip(begin).Take(size + 1)], size, step => $"{step.StepId}");
        return TypedResults.Ok(new StepPage(
            [.. items.Select(step => RunRows.View(run.RunId, step, run.LogArtifactId))], next));
    }

    /// <summary>What has begun stays where it is.</summary>
    private static int IndexOf(IReadOnlyList<StepState> all, Guid step) =>
        all.Index().Where(one => one.Item.StepId == step).Select(one => (int?)one.Index).FirstOrDefault()
            ?? throw QueryErrors.BadCursor($"{step}");
}
