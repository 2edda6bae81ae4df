using System.Text.Json.Serialization;

namespace Nexus.Workspaces.Nodes;

/// <summary>
/// A machine that joined. Whether it is heard right now is known by the <see cref="Fleet"/>, not stored.
/// </summary>
public sealed record Node
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>SHA-256 of its credential, hex.</summary>
    public required string TokenHash { get; init; }

    public required DateTimeOffset JoinedAt { get; init; }

    /// <summary>It was reported unreachable and has not returned: so that both are told once.</summary>
    public bool IsAway { get; init; }
}

/// <summary>A single-use permission to join.</summary>
public sealed record JoinToken(string Hash, DateTimeOffset ExpiresAt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Node))]
[JsonSerializable(typeof(JoinToken))]
internal sealed partial class NodeJson : JsonSerializerContext;
