using System.Text.Json.Serialization;

namespace Nexus.Contracts;

/// <summary>How far a child home is.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<ChildStatus>))]
public enum ChildStatus
{
    /// <summary>Begun and not finished: begin again, or take it out.</summary>
    Making,

    /// <summary>It was whole and answered.</summary>
    Ready,
}

/// <summary>A home made from this one, on the same machine: a server of its own, and no node.</summary>
public sealed record ChildView
{
    /// <summary>The <c>env_id</c> of the child.</summary>
    public required string ChildId { get; init; }

    /// <summary>Its directory, absolute.</summary>
    public required string Path { get; init; }

    /// <summary>Port of its API.</summary>
    public required int Port { get; init; }

    public required ChildStatus Status { get; init; }

    /// <summary>How many it was given.</summary>
    public required int Blueprints { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>By path.</summary>
public sealed record ChildPage(IReadOnlyList<ChildView> Items, string? NextCursor);

/// <summary><c>POST /api/v1/children</c>: begins one, or goes on with the one of this path.</summary>
public sealed record ChildRequest
{
    public required string Path { get; init; }

    public required int Port { get; init; }
}

/// <summary><c>POST /api/v1/children/{id}/ready</c></summary>
/// <param name="Blueprints">How many it was given.</param>
public sealed record ChildReadyRequest(int Blueprints);
