using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Drafts;

/// <summary>Below <c>/drafts</c>.</summary>
internal static class DraftRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/drafts", SaveAsync).WithName("SaveDraft")
            .Note("Keeps a definition; one of the caller's of this name gets a new revision.",
                [.. OfContents]);
        routes.MapGet("/drafts", ListAsync).WithName("ListDrafts").Note("Drafts, newest first.");
        routes.MapGet("/drafts/{id:guid}", ShowAsync).WithName("ShowDraft")
            .Note("A draft with its definition.", "draft.not_found");
        routes.MapPut("/drafts/{id:guid}", ChangeAsync).WithName("ChangeDraft")
            .Note("Changes a draft; another content is a new revision, to be validated anew.",
                [.. OfContents, "draft.name_taken", "draft.not_found"]);
        routes.MapDelete("/drafts/{id:guid}", RemoveAsync).WithName("RemoveDraft")
            .Note("Removes a draft; what was promoted of it stays in force.", "draft.not_found");
        routes.MapPost("/drafts/{id:guid}/validate", ValidateAsync).WithName("ValidateDraft")
            .Note("Looks for every problem at once; `validation` of the answer has them.",
                [.. OfArtifacts, "draft.no_blueprint", "draft.not_found"]);
        routes.MapPost("/drafts/{id:guid}/promote", PromoteAsync).WithName("PromoteDraft")
            .Note("Puts the revision that was found valid in force; running runs keep theirs.",
                "blueprint.invalid", "blueprint.taken", "draft.no_blueprint", "draft.not_found",
                "draft.not_validated");
    }

    private static readonly string[] OfArtifacts = ["artifact.quota_exceeded", "artifact.too_large"];

    private static readonly string[] OfContents =
        [.. OfArtifacts, "draft.has_secret", "draft.invalid", "draft.invalid_definition", "draft.too_large"];

    private static async Task<Ok<DraftView>> SaveAsync(
        DraftSaveRequest request, DraftDesk desk, HttpContext context, CancellationToken cancellationToken) =>
        TypedResults.Ok(await desk.SaveAsync(request, Asker.Of(context), cancellationToken));

    private static async Task<Ok<DraftPage>> ListAsync(
        int? limit, string? cursor, ClaimsPrincipal user, ILedger ledger, CancellationToken cancellationToken)
    {
        var size = Paging.Limit(limit);
        var query = new StateQuery(DraftState.RowKind, Caller.ScopeOf(user))
        {
            After = Paging.AfterGuid(cursor),
            Limit = size + 1,
            NewestFirst = true,
        };
        var (rows, next) = Paging.Cut(await ledger.ListAsync(query, cancellationToken), size, row => row.Id);
        return TypedResults.Ok(new DraftPage(
            [.. rows.Select(row => DraftState.Read(row).View(row.OwnerId, withContent: false))], next));
    }

    private static async Task<Ok<DraftView>> ShowAsync(
        Guid id, ClaimsPrincipal user, ILedger ledger, CancellationToken cancellationToken)
    {
        var row = await ledger.DraftAsync(id, Caller.ScopeOf(user), cancellationToken);
        return TypedResults.Ok(DraftState.Read(row).View(row.OwnerId));
    }

    private static async Task<Ok<DraftView>> ChangeAsync(
        Guid id, DraftChangeRequest request, DraftDesk desk, HttpContext context,
        CancellationToken cancellationToken) =>
        TypedResults.Ok(await desk.ChangeAsync(id, request, Asker.Of(context), cancellationToken));

    private static async Task<Ok<DraftView>> RemoveAsync(
        Guid id, DraftDesk desk, HttpContext context, CancellationToken cancellationToken) =>
        TypedResults.Ok(await desk.RemoveAsync(id, Asker.Of(context), cancellationToken));

    private static async Task<Ok<DraftView>> ValidateAsync(
        Guid id, DraftReview review, HttpContext context, CancellationToken cancellationToken) =>
        TypedResults.Ok(await review.ValidateAsync(id, Asker.Of(context), cancellationToken));

    private static async Task<Ok<BlueprintView>> PromoteAsync(
        Guid id, DraftReview review, HttpContext context, CancellationToken cancellationToken) =>
        TypedResults.Ok(await review.PromoteAsync(id, Asker.Of(context), cancellationToken));
}

/// <summary>Questions about drafts.</summary>
internal static class StoredDrafts
{
    /// <exception cref="NexusException"><c>draft.not_found</c>.</exception>
    public static async Task<StateRow> DraftAsync(
        this ILedger ledger, Guid id, Scope scope, CancellationToken cancellationToken)
    {
        var row = await ledger.FindAsync(DraftState.RowKind, id.ToString(), cancellationToken);
        return row is not null && (scope.OwnerId is null || row.OwnerId == scope.OwnerId)
            ? row
            : throw new NexusException(DraftErrors.NotFound($"{id}"));
    }
}
