using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Hooks;

/// <summary>Below <c>/hooks</c>: the sources of webhooks.</summary>
internal static class HookRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/hooks", ListAsync).WithName("ListHooks")
            .Note("Sources of webhooks, by name.");
        routes.MapPost("/hooks", AddAsync).WithName("AddHook")
            .Note("Makes a source of webhooks; a secret that the server chooses is in this answer alone.",
                "hook.invalid", "hook.taken", "hook.too_many", "secret.bad_value", "secret.unreadable");
        routes.MapGet("/hooks/{source}", ShowAsync).WithName("ShowHook")
            .Note("A source of webhooks.", "hook.not_found");
        routes.MapDelete("/hooks/{source}", RemoveAsync).WithName("RemoveHook")
            .Note("Takes out a source with its secret; its events stay.", "hook.not_found", "secret.unreadable");
    }

    private static async Task<Ok<HookPage>> ListAsync(
        int? limit, string? cursor, ClaimsPrincipal user, ILedger ledger, CancellationToken cancellationToken)
    {
        var size = Paging.Limit(limit);
        var after = Paging.After(cursor, HookRules.IsSource);
        var query = new StateQuery(HookState.RowKind, Caller.ScopeOf(user)) { After = after, Limit = size + 1 };
        var (rows, next) = Paging.Cut(await ledger.ListAsync(query, cancellationToken), size, row => row.Id);
        return TypedResults.Ok(new HookPage([.. rows.Select(row => HookState.Read(row).View(row.OwnerId))], next));
    }

    private static async Task<Ok<HookView>> AddAsync(
        HookCreateRequest request, HookDesk desk, HttpContext context, CancellationToken cancellationToken) =>
        TypedResults.Ok(await desk.AddAsync(request, Asker.Of(context), cancellationToken));

    private static async Task<Ok<HookView>> ShowAsync(
        string source, ClaimsPrincipal user, HookDesk desk, CancellationToken cancellationToken)
    {
        var row = await desk.RowAsync(source, Caller.ScopeOf(user), cancellationToken);
        return TypedResults.Ok(HookState.Read(row).View(row.OwnerId));
    }

    private static async Task<Ok<HookView>> RemoveAsync(
        string source, HookDesk desk, HttpContext context, CancellationToken cancellationToken) =>
        TypedResults.Ok(await desk.RemoveAsync(source, Asker.Of(context), cancellationToken));
}
