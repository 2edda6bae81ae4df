using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nexus.Contracts;

[JsonConverter(typeof(SnakeCaseEnumConverter<DraftStatus>))]
public enum DraftStatus { Draft, Validated, Promoted }

/// <summary>A definition that is being worked on. Who saves one of a name they have already changes that one.</summary>
public sealed record DraftSaveRequest
{
    /// <summary>What the draft is called, 1 to 100 characters; one's own drafts have names of their own.</summary>
    public required string Name { get; init; }

    /// <summary><c>blueprint</c> or <c>pack</c>; null: <c>blueprint</c>.</summary>
    public string? Kind { get; init; }

    /// <summary>The definition: a text (YAML or JSON), or an object. At most 256 KiB.</summary>
    public required JsonElement Content { get; init; }

    /// <summary>
    /// Name of the event it is meant for, one of those that start its definition; null: what that says.
    /// </summary>
    public string? TriggerEventType { get; init; }

    /// <summary>At most 4000 characters, for people.</summary>
    public string? Notes { get; init; }

    /// <summary>The run that made it.</summary>
    public Guid? SourceRunId { get; init; }
}

/// <summary>
/// What is to be another in a draft; what is left out stays as it is, but for the event of another content.
/// </summary>
public sealed record DraftChangeRequest
{
    public string? Name { get; init; }

    public JsonElement? Content { get; init; }

    public string? TriggerEventType { get; init; }

    public string? Notes { get; init; }
}

/// <summary>A definition that is being worked on.</summary>
public sealed record DraftView
{
    public required Guid DraftId { get; init; }

    public required string Name { get; init; }

    public required string Kind { get; init; }

    public required DraftStatus Status { get; init; }

    /// <summary>From 1; one more with each change of the content.</summary>
    public required int Revision { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>A user's id.</summary>
    public required string OwnerId { get; init; }

    /// <summary>The definition as it was sent, a text or an object; null in lists.</summary>
    public JsonElement? Content { get; init; }

    /// <summary>The artifact that keeps this revision.</summary>
    public required Guid ContentArtifactId { get; init; }

    public string? TriggerEventType { get; init; }

    public string? Notes { get; init; }

    public Guid? SourceRunId { get; init; }

    /// <summary>The last one, perhaps of an older revision.</summary>
    public DraftValidationView? Validation { get; init; }
}

/// <summary>What was found when a draft was validated.</summary>
public sealed record DraftValidationView
{
    /// <summary>Of the draft.</summary>
    public required int Revision { get; init; }

    public required bool IsValid { get; init; }

    /// <summary>The blueprint's id and the hash of its definition; null when it is not valid.</summary>
    public string? BlueprintId { get; init; }

    public string? BlueprintRevision { get; init; }

    public required IReadOnlyList<ProblemView> Issues { get; init; }

    public required DateTimeOffset ValidatedAt { get; init; }

    /// <summary>The artifact with this report.</summary>
    public Guid? ReportArtifactId { get; init; }
}

/// <summary>One thing wrong in a definition, and the edit that mends it; line and column count from 1.</summary>
public sealed record ProblemView(string File, int Line, int Column, string Code, string Message, string Hint);

/// <summary>Newest first.</summary>
public sealed record DraftPage(IReadOnlyList<DraftView> Items, string? NextCursor);
