using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Platform;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Outbox;

/// <summary>Below <c>/targets</c>.</summary>
internal static class TargetRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/targets", AddAsync).WithName("AddTarget")
            .Note("From now on the caller's events of these names are sent there by POST.",
                "secret.bad_path", "secret.forbidden", "secret.not_found", "secret.unreadable",
                "target.invalid", "target.name_taken", "target.too_many");
        routes.MapGet("/targets", ListAsync).WithName("ListTargets").Note("Targets, newest first.");
        routes.MapGet("/targets/{id}", ShowAsync).WithName("ShowTarget")
            .Note("A target; `{id}` may be its name.", "target.not_found");
        routes.MapDelete("/targets/{id}", RemoveAsync).WithName("RemoveTarget")
            .Note("Takes it out, with its dead letters.", "target.not_found");
        routes.MapGet("/targets/{id}/letters", LettersAsync).WithName("ListLetters")
            .Note("Its dead letters, oldest first: what could not be delivered.", "target.not_found");
        routes.MapPost("/targets/{id}/redrive", RedriveAsync).WithName("RedriveTarget")
            .Note("Sends its dead letters again, or one; a suspended target goes on.",
                "target.letter_not_found", "target.not_found");
        routes.MapDelete("/targets/{id}/letters/{letter}", DropAsync).WithName("DropLetter")
            .Note("Takes a dead letter out; it is never delivered.", "target.letter_not_found", "target.not_found");
    }

    private static async Task<Ok<TargetView>> AddAsync(
        TargetCreateRequest request, TargetDesk desk, HttpContext context, CancellationToken cancellationToken) =>
        TypedResults.Ok(await desk.AddAsync(request, Asker.Of(context), cancellationToken));

    private static async Task<Ok<TargetPage>> ListAsync(
        int? limit, string? cursor, ClaimsPrincipal user, ILedger ledger, CancellationToken cancellationToken)
    {
        var size = Paging.Limit(limit);
        var query = new StateQuery(TargetState.Kind, Caller.ScopeOf(user))
        {
            After = Paging.After(cursor, one => Ids.IsOne("target", one)),
            Limit = size + 1,
            NewestFirst = true,
        };
        var (rows, next) = Paging.Cut(await ledger.ListAsync(query, cancellationToken), size, row => row.Id);
        return TypedResults.Ok(new TargetPage([.. rows.Select(TargetState.View)], next));
    }

    private static async Task<Ok<TargetView>> ShowAsync(
        string id, ILedger ledger, HttpContext context, CancellationToken cancellationToken) =>
        TypedResults.Ok(TargetState.View(await ledger.TargetAsync(id, Asker.Of(context), cancellationToken)));

    private static async Task<Ok<TargetView>> RemoveAsync(
        string id, TargetDesk desk, HttpContext context, CancellationToken cancellationToken) =>
        TypedResults.Ok(await desk.RemoveAsync(id, Asker.Of(context), cancellationToken));

    private static async Task<Ok<LetterPage>> LettersAsync(
        string id, int? limit, string? cursor, ILedger ledger, LineServices services, HttpContext context,
        CancellationToken cancellationToken)
    {
        var size = Paging.Limit(limit);
        var target = await ledger.TargetAsync(id, Asker.Of(context), cancellationToken);
        var after = Paging.After(cursor, one => LetterState.TargetOf(one) == target.Id);
        var rows = (await services.Letters.OfAsync(target.Id, cancellationToken))
            .Where(row => after is null || string.CompareOrdinal(row.Id, after) > 0).Take(size + 1).ToList();
        var (items, next) = Paging.Cut(rows, size, row => row.Id);
        return TypedResults.Ok(new LetterPage([.. items.Select(LetterState.View)], next));
    }

    private static async Task<Ok<RedriveView>> RedriveAsync(
        string id, [FromBody] RedriveRequest? request, TargetDesk desk, HttpContext context,
        CancellationToken cancellationToken) =>
        TypedResults.Ok(await desk.RedriveAsync(id, request?.LetterId, Asker.Of(context), cancellationToken));

    private static async Task<Ok<LetterView>> DropAsync(
        string id, string letter, TargetDesk desk, HttpContext context, CancellationToken cancellationToken) =>
        TypedResults.Ok(await desk.DropAsync(id, letter, Asker.Of(context), cancellationToken));
}
