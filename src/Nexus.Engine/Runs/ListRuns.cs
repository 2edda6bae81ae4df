using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Runs;

/// <summary>
/// <c>GET /runs</c>: newest first. A page of those that are sought looks at so many runs at most, so that seldom ones
/// among a million keep nobody waiting: it may have fewer than asked for, or none, and still lead to a next one.
/// </summary>
internal static class ListRuns
{
    private const int MostLookedAt = 5000;
    private const int AtOnce = 500;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/runs", HandleAsync).WithName(nameof(ListRuns)).Note(
            "Runs, newest first. While there is a `next_cursor` there may be more, also after an empty page.");

    private static async Task<Ok<RunPage>> HandleAsync(
        int? limit, string? cursor, [AsParameters] RunFilter filter, ClaimsPrincipal user, ILedger ledger,
        CancellationToken cancellationToken)
    {
        filter.Check();
        var size = Paging.Limit(limit);
        var query = new StateQuery(RunState.Kind, Caller.ScopeOf(user))
        {
            After = Paging.AfterGuid(cursor),
            NewestFirst = true,
        };
        var found = new List<RunState>();
        for (var lookedAt = 0; lookedAt < MostLookedAt; lookedAt += AtOnce)
        {
            query = query with { Limit = filter.WantsAll ? size + 1 : AtOnce };
            var rows = await ledger.ListAsync(query, cancellationToken);
            foreach (var run in rows.Select(RunRows.Run))
            {
                if (filter.IsTooOld(run))
                    return Page(found, next: null);
                if (!filter.Wants(run))
                    continue;
                if (found.Count == size)
                    return Page(found, found[^1].RunId.ToString());
                found.Add(run);
            }

            if (rows.Count < query.Limit)
                return Page(found, next: null);
            query = query with { After = rows[^1].Id };
        }

        return Page(found, query.After);
    }

    private static Ok<RunPage> Page(IReadOnlyList<RunState> runs, string? next) =>
        TypedResults.Ok(new RunPage([.. runs.Select(RunRows.View)], next));
}
