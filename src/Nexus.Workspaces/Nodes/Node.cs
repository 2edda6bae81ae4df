using System.Text.Json.Nodes;
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

    /// <summary>It keeps what it has and takes no new workspaces.</summary>
    public bool IsCordoned { get; init; }

    /// <summary>It joined with the administrator's own token, and does so again when it is refused.</summary>
    public bool RejoinsByItself { get; init; }

    /// <summary>Null: none were ever set.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    [JsonIgnore]
    public IReadOnlyDictionary<string, string> LabelsOrNone => Labels ?? Nodes.Labels.None;
}

/// <summary>A single-use permission to join.</summary>
/// <param name="Hash">Of the token.</param>
/// <param name="ExpiresAt">UTC.</param>
/// <param name="Name">The only name it is good for; null: any.</param>
public sealed record JoinToken(string Hash, DateTimeOffset ExpiresAt, string? Name = null);

/// <summary>What lets a node in, by its hash.</summary>
internal sealed record NodeToken(string NodeId);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Node))]
[JsonSerializable(typeof(JoinToken))]
[JsonSerializable(typeof(NodeToken))]
internal sealed partial class NodeJson : JsonSerializerContext;

/// <summary>What a node becomes, and the event that tells of it: the node's name and what is particular.</summary>
public sealed record NodeChange(
    Node Node, string EventName, params IReadOnlyList<(string Name, JsonNode? Value)> Data);
