using System.Text.Json;

namespace Nexus.Contracts;

/// <summary>
/// A stored output: a file whose content never changes. With <see cref="Content"/> it is made at once; without, the
/// answer has an <c>upload_url</c> that takes its bytes by PUT.
/// </summary>
public sealed record ArtifactCreateRequest
{
    /// <summary>A file name: at most 200 characters, no <c>/</c>.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// <c>log</c>, <c>report</c>, <c>bundle</c>, <c>file</c> or another word of a-z, 0-9, - and _; null: <c>file</c>.
    /// </summary>
    public string? Kind { get; init; }

    /// <summary>Null: <c>application/octet-stream</c>.</summary>
    public string? ContentType { get; init; }

    /// <summary>How many bytes will come; others are refused.</summary>
    public long? ByteLength { get; init; }

    /// <summary>Of the bytes that will come, in hexadecimal; others are refused.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The run it belongs to.</summary>
    public Guid? RunId { get; init; }

    public Guid? StepId { get; init; }

    /// <summary>A JSON object of at most 16 KiB, for programs.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>The content in base64, when it is small: a body is at most 1 MiB.</summary>
    public string? Content { get; init; }
}

/// <summary>A stored output.</summary>
public sealed record ArtifactView
{
    public required Guid ArtifactId { get; init; }

    public required string Name { get; init; }

    public required string Kind { get; init; }

    public required string ContentType { get; init; }

    /// <summary>Of what is stored; before the bytes came, what was announced.</summary>
    public long? ByteLength { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>A principal's id, or <c>system</c>.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>Of whom that is, for people; null: it is no user, or this is one of a list.</summary>
    public string? CreatedByName { get; init; }

    public Guid? RunId { get; init; }

    public Guid? StepId { get; init; }

    /// <summary>Of what is stored, in hexadecimal.</summary>
    public string? Sha256 { get; init; }

    /// <summary>A JSON object.</summary>
    public required JsonElement Metadata { get; init; }

    /// <summary>Where its bytes are to be sent by PUT within an hour; null when they have come.</summary>
    public string? UploadUrl { get; init; }
}

/// <summary>Newest first.</summary>
public sealed record ArtifactPage(IReadOnlyList<ArtifactView> Items, string? NextCursor);
