using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Engine.Runs;
using Nexus.Platform.Ledger;
using Nexus.Platform.Usage;

namespace Nexus.Engine.Footprints;

/// <summary><c>GET /runs/{id}/footprints</c>: what it used, in order.</summary>
internal static class ListFootprints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/runs/{id:guid}/footprints", HandleAsync).WithName(nameof(ListFootprints))
            .Note("What a run, its steps and their artifacts used, in order: one for each source and metric.",
                "run.not_found");

    private static async Task<Ok<FootprintPage>> HandleAsync(
        Guid id, int? limit, string? cursor, ClaimsPrincipal user, ILedger ledger, UsageStore store,
        FootprintReader reader, CancellationToken cancellationToken)
    {
        var size = Paging.Limit(limit);
        var after = Place.Parse(Paging.After(cursor, one => Place.Parse(one) is not null));
        await reader.CatchUpAsync();
        var scope = Caller.ScopeOf(user);
        var read = store.OfRun(id, after?.Position ?? 0, size + 1)
            .Where(used => scope.OwnerId is null || used.OwnerId == scope.OwnerId).ToList();
        if (read.Count == 0)
            await ledger.RunAsync(id, scope, cancellationToken); // It goes on, or is not there.
        var found = read.SelectMany(SpreadFootprints.Of)
            .Where(view => after is null || Place.Parse(view.FootprintId)! > after).Take(size + 1).ToList();
        var (items, next) = Paging.Cut(found, size, view => view.FootprintId);
        return TypedResults.Ok(new FootprintPage(items, next));
    }

    /// <summary>A footprint's id: where its event stands, and which of those that are kept there it is.</summary>
    private sealed record Place(long Position, int Index)
    {
        public static Place? Parse(string? text) =>
            text?.Split('.') is [var position, var index]
                && long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var which)
                ? new(number, which)
                : null;

        public static bool operator >(Place one, Place other) =>
            (one.Position, one.Index).CompareTo((other.Position, other.Index)) > 0;

        public static bool operator <(Place one, Place other) => other > one;
    }
}
