using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Engine.Runs;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Footprints;

/// <summary><c>GET /runs/{id}/impressions</c>: what is thought of it, by rule.</summary>
internal static class ListImpressions
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/runs/{id:guid}/impressions", HandleAsync).WithName(nameof(ListImpressions))
            .Note("What rules say of a run that has ended, by rule.", "run.not_found");

    private static async Task<Ok<ImpressionPage>> HandleAsync(
        Guid id, int? limit, string? cursor, ClaimsPrincipal user, ILedger ledger, FootprintReader reader,
        CancellationToken cancellationToken)
    {
        var size = Paging.Limit(limit);
        var start = KeepImpressions.IdOf(id, "");
        var after = Paging.After(cursor, one => one.StartsWith(start, StringComparison.Ordinal));
        await ledger.RunAsync(id, Caller.ScopeOf(user), cancellationToken);
        await reader.CatchUpAsync();
        var (rows, next) = Paging.Cut(
            await KeepImpressions.OfAsync(ledger, id, after, size + 1, cancellationToken), size, row => row.Id);
        return TypedResults.Ok(new ImpressionPage([.. rows.Select(KeepImpressions.View)], next));
    }
}
