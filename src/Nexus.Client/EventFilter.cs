namespace Nexus.Client;

/// <summary>Which events to list or to follow.</summary>
public sealed record EventFilter
{
    /// <summary>Of a list.</summary>
    public int Limit { get; init; } = 50;

    public string? EventName { get; init; }

    public string? RunId { get; init; }

    public string? ResourceId { get; init; }

    /// <summary>Beside how many and from where.</summary>
    internal string Query() =>
        QueryText.Of(("event_name", EventName), ("run_id", RunId), ("resource_id", ResourceId));
}
