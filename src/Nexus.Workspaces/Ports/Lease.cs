using System.Text.Json.Serialization;

namespace Nexus.Workspaces.Ports;

/// <summary>
/// A port of the server promised to a workspace. Released ones are remembered until the quarantine ends.
/// </summary>
public sealed record Lease
{
    public required int Port { get; init; }

    public required string WorkspaceId { get; init; }

    public required string OwnerId { get; init; }

    /// <summary>Null: the SSH door.</summary>
    public string? Service { get; init; }

    public required DateTimeOffset Since { get; init; }

    /// <summary>Null while it is held.</summary>
    public DateTimeOffset? ReleasedAt { get; init; }

    /// <summary>Released before anybody could enter by it: nobody comes back, so it needs no rest.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool LedNowhere { get; init; }

    [JsonIgnore]
    public bool IsHeld => ReleasedAt is null;

    [JsonIgnore]
    public string Id => $"port-{Port}";

    public bool IsFor(string workspaceId, string? service) => WorkspaceId == workspaceId && Service == service;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Lease))]
internal sealed partial class LeaseJson : JsonSerializerContext;
