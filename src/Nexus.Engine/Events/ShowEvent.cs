using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Events;

/// <summary><c>GET /events/{id}</c>: one event, as long as it is in the database.</summary>
internal static class ShowEvent
{
    /// <summary>So many around its moment are looked at: those of one commit are in no order of their ids.</summary>
    private const int Around = 1024;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/events/{id:guid}", HandleAsync).WithName(nameof(ShowEvent))
            .Note("One event, as long as it is not in the archive.", "event.not_found");

    private static async Task<Ok<EventView>> HandleAsync(
        Guid id, ClaimsPrincipal user, ILedger ledger, CancellationToken cancellationToken)
    {
        var scope = Caller.ScopeOf(user);
        var position = await PositionAsync(id, ledger, cancellationToken);
        var near = await ledger.EventsAsync(
            new() { After = position - Around, Limit = 2 * Around }, cancellationToken);
        var found = near.FirstOrDefault(item => item.Event.EventId == id);
        return found is not null && (scope.OwnerId is null || found.Event.OwnerId == scope.OwnerId)
            ? TypedResults.Ok(EventViews.View(found))
            : throw new NexusException(EventErrors.NotFound(id));
    }

    /// <summary>Ids begin with the time: the first position that is not before its own is near it.</summary>
    private static async Task<long> PositionAsync(Guid id, ILedger ledger, CancellationToken cancellationToken)
    {
        var oldest = await ledger.EventsAsync(new() { Limit = 1 }, cancellationToken);
        var (low, high) = (oldest is [var first] ? first.Position : 0, ledger.Head);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            var found = await ledger.EventsAsync(new() { After = middle - 1, Limit = 1 }, cancellationToken);
            if (found is [var at] && string.CompareOrdinal($"{at.Event.EventId}", $"{id}") < 0)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
