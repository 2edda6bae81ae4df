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

/// <summary>Something that happened elsewhere, told to the server.</summary>
public sealed record EmitEventRequest
{
    /// <summary>
    /// Lowercase words with dots between, <c>checkmk.alert</c>; of the server's own, <c>xyn.</c>, only reserved ones.
    /// </summary>
    public required string EventName { get; init; }

    /// <summary>What it is about; null: itself.</summary>
    public ResourceView? Resource { get; init; }

    /// <summary>A JSON object; null: an empty one.</summary>
    public JsonElement? Data { get; init; }

    /// <summary>The run it belongs to, one of the caller's.</summary>
    public Guid? RunId { get; init; }

    public Guid? StepId { get; init; }
}

/// <summary>An event as it was taken; when this is answered it is on disk, and the runs it starts are.</summary>
public sealed record EmittedEventView
{
    public required Guid EventId { get; init; }

    public required string EventName { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>Id of the home it happened in; null: from an older server.</summary>
    public string? EnvId { get; init; }

    /// <summary>A principal's id.</summary>
    public required string Actor { get; init; }

    public required string CorrelationId { get; init; }

    public Guid? RunId { get; init; }

    public Guid? StepId { get; init; }

    public required ResourceView Resource { get; init; }

    public required JsonElement Data { get; init; }
}
