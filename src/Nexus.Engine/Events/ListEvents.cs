using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Events;

/// <summary><c>GET /events</c>: newest first.</summary>
internal static class ListEvents
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/events", HandleAsync).WithName(nameof(ListEvents)).Note("Events, newest first.");

    private static async Task<Ok<EventPage>> HandleAsync(
        int? limit, string? cursor, [AsParameters] EventFilter filter, ClaimsPrincipal user, ILedger ledger,
        CancellationToken cancellationToken)
    {
        var size = Paging.Limit(limit);
        var query = filter.Query(user) with { After = Position(cursor), Limit = size + 1, NewestFirst = true };
        var (items, next) = Paging.Cut(
            await ledger.EventsAsync(query, cancellationToken), size,
            item => item.Position.ToString(CultureInfo.InvariantCulture));
        return TypedResults.Ok(new EventPage([.. items.Select(EventViews.View)], next));
    }

    private static long? Position(string? cursor) =>
        cursor is null ? null
        : long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position
        : throw QueryErrors.BadCursor(cursor);
}
