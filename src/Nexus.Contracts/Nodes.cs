using System.Text.Json.Serialization;

namespace Nexus.Contracts;

/// <summary>What the server knows of a node right now.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<NodeState>))]
public enum NodeState { Joined, Unreachable, Removed }

/// <summary>A machine that runs environments.</summary>
public sealed record NodeView
{
    public required string NodeId { get; init; }

    public required string Name { get; init; }

    public required NodeState Status { get; init; }

    /// <summary>Version of its agent.</summary>
    public string? Version { get; init; }

    public required IReadOnlyList<ProviderView> Providers { get; init; }

    /// <summary>Environments it reported last.</summary>
    public int Environments { get; init; }

    public required DateTimeOffset JoinedAt { get; init; }

    /// <summary>Kept in memory only; null when it was not heard since the server started.</summary>
    public DateTimeOffset? LastSeenAt { get; init; }
}

/// <summary>A provider of a node, and why it cannot be used if it cannot.</summary>
public sealed record ProviderView(string Name, bool IsAvailable, string? Version, string? Reason, bool HasSudo);

/// <summary>A page of nodes.</summary>
public sealed record NodePage(IReadOnlyList<NodeView> Items, string? NextCursor);

/// <summary>A single-use token that lets one node join: <c>POST /api/v1/nodes/token</c>.</summary>
public sealed record JoinTokenView(string JoinToken, DateTimeOffset ExpiresAt);

/// <summary>
/// Body of <c>POST /api/v1/nodes/join</c>; the bearer is the join token, or the admin's on the same machine.
/// </summary>
public sealed record JoinRequest(string Name, string Version);

/// <summary>The node's own credential, shown once; it opens the node routes and nothing else.</summary>
public sealed record JoinView(string NodeId, string Name, string NodeToken);
