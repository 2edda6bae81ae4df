using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Runs;

/// <summary><c>GET /runs</c>: newest first.</summary>
internal static class ListRuns
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/runs", HandleAsync).WithName(nameof(ListRuns)).Note("Runs, newest first.");

    private static async Task<Ok<RunPage>> HandleAsync(
        int? limit, string? cursor, ClaimsPrincipal user, ILedger ledger, CancellationToken cancellationToken)
    {
        var size = Paging.Limit(limit);
        var query = new StateQuery(RunState.Kind, Caller.ScopeOf(user))
        {
            After = Paging.AfterGuid(cursor),
            Limit = size + 1,
            NewestFirst = true,
        };
        var (rows, next) = Paging.Cut(await ledger.ListAsync(query, cancellationToken), size, row => row.Id);
        return TypedResults.Ok(new RunPage([.. rows.Select(row => RunRows.View(RunRows.Run(row)))], next));
    }
}
