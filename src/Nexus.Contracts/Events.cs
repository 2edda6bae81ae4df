using System.Text.Json;

namespace Nexus.Contracts;

/// <summary>Something that happened.</summary>
public sealed record EventView
{
    /// <summary>Its place in the ledger; the <c>id:</c> of the event stream.</summary>
    public required long Position { get; init; }

    public required Guid EventId { get; init; }

    public required string EventName { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>Id of the home it happened in.</summary>
    public required string EnvId { get; init; }

    /// <summary>A principal's id, or <c>system</c>.</summary>
    public required string Actor { get; init; }

    public required string CorrelationId { get; init; }

    public Guid? RunId { get; init; }

    public Guid? StepId { get; init; }

    public required ResourceView Resource { get; init; }

    /// <summary>A JSON object; docs/reference/events.md lists its fields.</summary>
    public required JsonElement Data { get; init; }
}

/// <summary>What an event is about: <c>{"type": "workspace", "id": "ws-..."}</c>.</summary>
public sealed record ResourceView(string Type, string Id);

/// <summary>Newest first.</summary>
public sealed record EventPage(IReadOnlyList<EventView> Items, string? NextCursor);
