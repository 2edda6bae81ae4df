using System.Text.Json;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Artifacts;

/// <summary>Stored outputs: their content never changes, and stays as long as one has it.</summary>
public interface IArtifacts
{
    /// <summary>
    /// Stores what comes; recorded, with its event, when this completes. A text of at most 1 MiB passes the redactor
    /// first; a longer one and what is no text are stored as they come.
    /// </summary>
    /// <exception cref="NexusException">
    /// <c>artifact.invalid</c>, <c>artifact.too_large</c>, <c>artifact.quota_exceeded</c>,
    /// <c>artifact.wrong_length</c>, <c>artifact.wrong_sha</c>, <c>server.disk_full</c>: nothing is stored.
    /// </exception>
    Task<ArtifactView> WriteAsync(Stream content, NewArtifact artifact, CancellationToken cancellationToken);

    /// <summary>
    /// Stores what comes as <see cref="WriteAsync"/> does, but for its record: whoever asks commits that with something
    /// else, and says whether it did.
    /// </summary>
    /// <exception cref="NexusException">As of <see cref="WriteAsync"/>.</exception>
    Task<PreparedArtifact> PrepareAsync(Stream content, NewArtifact artifact, CancellationToken cancellationToken);

    /// <summary>Its content, which can be sought in; the caller disposes of it.</summary>
    /// <exception cref="NexusException"><c>artifact.not_found</c>, <c>artifact.lost</c>.</exception>
    Task<OpenArtifact> OpenAsync(Guid id, Scope scope, CancellationToken cancellationToken);
}

/// <summary>What an artifact is to be.</summary>
public sealed record NewArtifact
{
    /// <summary>Null: made now.</summary>
    public Guid? ArtifactId { get; init; }

    public required string Name { get; init; }

    public string Kind { get; init; } = "file";

    public string ContentType { get; init; } = "application/octet-stream";

    public Guid? RunId { get; init; }

    public Guid? StepId { get; init; }

    public JsonElement? Metadata { get; init; }

    /// <summary>How many bytes will come; others are refused.</summary>
    public long? ByteLength { get; init; }

    /// <summary>Of the bytes that will come; others are refused.</summary>
    public string? Sha256 { get; init; }

    /// <summary>It was looked through, and is kept to the letter.</summary>
    public bool HasNoSecret { get; init; }

    /// <summary>A user's id, or <c>system</c>.</summary>
    public required string OwnerId { get; init; }

    /// <summary>A principal's id, or <c>system</c>.</summary>
    public required string Actor { get; init; }

    public required string CorrelationId { get; init; }
}

/// <summary>A content that is on the disk, and an artifact as soon as <paramref name="Batch"/> is committed.</summary>
/// <param name="Settle">Told once whether it was: the content of one that was not goes.</param>
public sealed record PreparedArtifact(ArtifactView Artifact, LedgerBatch Batch, Action<bool> Settle);

public sealed record OpenArtifact(ArtifactView Artifact, FileStream Content) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}
