using System.Security.Claims;
using Microsoft.AspNetCore.Mvc;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Events;

/// <summary>What a caller asked for; all that is given must hold.</summary>
internal sealed record EventFilter
{
    [FromQuery(Name = "event_name")]
    public string? EventName { get; init; }

    [FromQuery(Name = "run_id")]
    public Guid? RunId { get; init; }

    [FromQuery(Name = "resource_id")]
    public string? ResourceId { get; init; }

    /// <exception cref="Contracts.NexusException"><c>request.invalid</c>: no event ever has this name.</exception>
    public void Check()
    {
        if (EventName is not null && !EventNames.IsPossible(EventName))
        {
            throw QueryErrors.Unfit(
                "event_name", $"There is no event '{EventName}'.", "docs/reference/events.md lists them all.");
        }
    }

    public EventQuery Query(ClaimsPrincipal user)
    {
        Check();
        return new()
        {
            Scope = Caller.ScopeOf(user),
            EventName = EventName,
            RunId = RunId,
            ResourceId = ResourceId,
        };
    }

    public bool Wants(LedgerEvent item, Scope scope) =>
        (scope.OwnerId is null || Same(scope.OwnerId, item.OwnerId))
        && (EventName is null || Same(EventName, item.EventName))
        && (RunId is null || RunId == item.RunId)
        && (ResourceId is null || Same(ResourceId, item.Resource.Id));

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.Ordinal);
}
