using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Engine.Schedules;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Blueprints;

/// <summary>Below <c>/blueprints</c>: what is in force, on and off, and out.</summary>
internal static class BlueprintRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/blueprints", ListAsync).WithName("ListBlueprints")
            .Note("Blueprints in force, by id.");
        routes.MapGet("/blueprints/{id}", ShowAsync).WithName("ShowBlueprint")
            .Note("A blueprint in force.", "blueprint.not_found");
        routes.MapPost("/blueprints/{id}/enable", EnableAsync).WithName("EnableBlueprint")
            .Note("Events start it again.", "blueprint.not_found", "blueprint.unreadable");
        routes.MapPost("/blueprints/{id}/disable", DisableAsync).WithName("DisableBlueprint")
            .Note("From now on nothing starts it; what runs goes on.", "blueprint.not_found");
        routes.MapDelete("/blueprints/{id}", RemoveAsync).WithName("RemoveBlueprint")
            .Note("Takes it out with its revisions; refused while runs of it have not ended.",
                "blueprint.in_use", "blueprint.not_found");
    }

    private static async Task<Ok<BlueprintPage>> ListAsync(
        int? limit, string? cursor, ClaimsPrincipal user, ILedger ledger, ScheduleBook schedules,
        CancellationToken cancellationToken)
    {
        var size = Paging.Limit(limit);
        var query = new StateQuery(BlueprintState.Kind, Caller.ScopeOf(user)) { After = cursor, Limit = size + 1 };
        var (rows, next) = Paging.Cut(await ledger.ListAsync(query, cancellationToken), size, row => row.Id);
        return TypedResults.Ok(new BlueprintPage(
            [.. rows.Select(row => BlueprintState.Read(row).View(row.OwnerId, schedules.Views(row.Id)))], next));
    }

    private static async Task<Ok<BlueprintView>> ShowAsync(
        string id, ClaimsPrincipal user, ILedger ledger, ScheduleBook schedules, CancellationToken cancellationToken)
    {
        var row = await ledger.BlueprintAsync(id, Caller.ScopeOf(user), cancellationToken);
        return TypedResults.Ok(BlueprintState.Read(row).View(row.OwnerId, schedules.Views(row.Id)));
    }

    private static async Task<Ok<BlueprintView>> EnableAsync(
        string id, BlueprintStore store, HttpContext context, CancellationToken cancellationToken) =>
        TypedResults.Ok(await store.SwitchAsync(id, isEnabled: true, Asker.Of(context), cancellationToken));

    private static async Task<Ok<BlueprintView>> DisableAsync(
        string id, BlueprintStore store, HttpContext context, CancellationToken cancellationToken) =>
        TypedResults.Ok(await store.SwitchAsync(id, isEnabled: false, Asker.Of(context), cancellationToken));

    private static async Task<Ok<BlueprintView>> RemoveAsync(
        string id, BlueprintStore store, HttpContext context, CancellationToken cancellationToken) =>
        TypedResults.Ok(await store.RemoveAsync(id, Asker.Of(context), cancellationToken));
}
