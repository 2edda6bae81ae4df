using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Artifacts;

/// <summary><c>GET /artifacts</c>: newest first.</summary>
internal static class ListArtifacts
{
    private const int Page = 500;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/artifacts", HandleAsync).WithName(nameof(ListArtifacts))
            .Note("Artifacts, newest first; of a run or of a kind if wanted.");

    private static async Task<Ok<ArtifactPage>> HandleAsync(
        int? limit, string? cursor, [FromQuery(Name = "run_id")] Guid? runId, string? kind, ClaimsPrincipal user,
        ILedger ledger, CancellationToken cancellationToken)
    {
        if (kind is not null && !ArtifactRules.IsKind(kind))
        {
            throw QueryErrors.Unfit(
                "kind", $"'{kind}' is no kind: {ArtifactRules.KindRule}.", "See 'nexus artifact list'.");
        }

        var size = Paging.Limit(limit);
        var isFiltered = runId is not null || kind is not null;
        var query = new StateQuery(ArtifactRows.Kind, Caller.ScopeOf(user))
        {
            After = Paging.AfterGuid(cursor),
            Limit = isFiltered ? Page : size + 1,
            NewestFirst = true,
        };
        var found = new List<ArtifactView>();
        await foreach (var view in ReadAsync(ledger, query, cancellationToken))
        {
            if ((runId is null || view.RunId == runId) && (kind is null || view.Kind == kind))
                found.Add(view);
            if (found.Count > size)
                break;
        }

        var (items, next) = Paging.Cut(found, size, view => view.ArtifactId.ToString());
        return TypedResults.Ok(new ArtifactPage(items, next));
    }

    private static async IAsyncEnumerable<ArtifactView> ReadAsync(
        ILedger ledger, StateQuery query,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IReadOnlyList<StateRow> rows;
        do
        {
            rows = await ledger.ListAsync(query, cancellationToken);
            foreach (var row in rows)
                yield return ArtifactRows.View(row);
            if (rows.Count > 0)
                query = query with { After = rows[^1].Id };
        }
        while (rows.Count == query.Limit);
    }
}
