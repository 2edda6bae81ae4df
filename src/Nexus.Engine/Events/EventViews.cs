using System.Text.Json;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Events;

/// <summary>Events as the wire shows them.</summary>
internal static class EventViews
{
    private static readonly JsonElement NoData = EventData.Of();

    public static EventView View(RecordedEvent item) => new()
    {
        Position = item.Position,
        EventId = item.Event.EventId,
        EventName = item.Event.EventName,
        OccurredAt = item.Event.OccurredAt,
        EnvId = item.Event.EnvId,
        Actor = item.Event.Actor,
        CorrelationId = item.Event.CorrelationId,
        RunId = item.Event.RunId,
        StepId = item.Event.StepId,
        Resource = new(item.Event.Resource.Type, item.Event.Resource.Id),
        Data = item.Event.Data ?? NoData,
    };
}
