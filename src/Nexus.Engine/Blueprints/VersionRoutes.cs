using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Blueprints;

/// <summary>Below <c>/blueprints/{id}</c>: its revisions, and what is another in them.</summary>
internal static class VersionRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/blueprints/{id}/versions", ListAsync).WithName("ListBlueprintVersions")
            .Note("Revisions that were promoted, newest first.", "blueprint.not_found");
        routes.MapGet("/blueprints/{id}/versions/{revision}", ShowAsync).WithName("ShowBlueprintVersion")
            .Note("A revision as it was written; `{revision}` is at least 12 of its digits.",
                "blueprint.not_found", "blueprint.version_not_found");
        routes.MapGet("/blueprints/{id}/diff", DiffAsync).WithName("DiffBlueprint")
            .Note("What is another in `to` (the active revision) than in `from` (the one promoted before that).",
                "blueprint.not_found", "blueprint.version_not_found");
    }

    private static async Task<Ok<BlueprintVersionPage>> ListAsync(
        string id, int? limit, string? cursor, ClaimsPrincipal user, ILedger ledger, IOwners owners,
        CancellationToken cancellationToken)
    {
        var active = BlueprintState.Read(await ledger.BlueprintAsync(id, Caller.ScopeOf(user), cancellationToken));
        var all = await ledger.VersionsAsync(id, cancellationToken);
        var start = cursor is null ? 0 : all.ToList().FindIndex(row => row.Id == cursor) + 1;
        if (cursor is not null && start == 0)
            throw QueryErrors.BadCursor(cursor);
        var (rows, next) = Paging.Cut([.. all.Skip(start)], Paging.Limit(limit), row => row.Id);
        var shown = new List<BlueprintVersionView>();
        foreach (var row in rows)
            shown.Add(await ViewAsync(row, active, withDefinition: false, owners, cancellationToken));
        return TypedResults.Ok(new BlueprintVersionPage(shown, next));
    }

    private static async Task<Ok<BlueprintVersionView>> ShowAsync(
        string id, string revision, ClaimsPrincipal user, ILedger ledger, IOwners owners,
        CancellationToken cancellationToken)
    {
        var active = BlueprintState.Read(await ledger.BlueprintAsync(id, Caller.ScopeOf(user), cancellationToken));
        var row = await ledger.VersionAsync(id, revision, cancellationToken);
        return TypedResults.Ok(await ViewAsync(row, active, withDefinition: true, owners, cancellationToken));
    }

    private static async Task<Ok<BlueprintDiffView>> DiffAsync(
        string id, string? from, string? to, ClaimsPrincipal user, ILedger ledger,
        CancellationToken cancellationToken)
    {
        var active = BlueprintState.Read(await ledger.BlueprintAsync(id, Caller.ScopeOf(user), cancellationToken));
        var newer = await ledger.VersionAsync(id, to ?? active.Revision, cancellationToken);
        var older = from is null
            ? Before(await ledger.VersionsAsync(id, cancellationToken), newer)
            : await ledger.VersionAsync(id, from, cancellationToken);
        var diff = LineDiff.Unified(
            (older.Id, BlueprintVersion.Read(older).Definition), (newer.Id, BlueprintVersion.Read(newer).Definition));
        return TypedResults.Ok(new BlueprintDiffView(older.Id, newer.Id, diff));
    }

    /// <summary>The first has none before it but itself.</summary>
    private static StateRow Before(IReadOnlyList<StateRow> newestFirst, StateRow version) =>
        newestFirst.SkipWhile(row => row.Id != version.Id).Skip(1).FirstOrDefault() ?? version;

    private static async Task<BlueprintVersionView> ViewAsync(
        StateRow row, BlueprintState active, bool withDefinition, IOwners owners, CancellationToken cancellationToken)
    {
        var view = BlueprintVersion.Read(row).View(row.Id, row.Id == active.Version, withDefinition);
        return view with { PromotedByName = await owners.NameOfAsync(view.PromotedBy, cancellationToken) };
    }
}
