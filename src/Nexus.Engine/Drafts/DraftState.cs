using System.Text.Json;
using System.Text.Json.Serialization;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Drafts;

/// <summary>What the ledger keeps of a draft: the body of its row, whose name is the draft's.</summary>
internal sealed record DraftState
{
    public const string RowKind = "draft";

    public required Guid DraftId { get; init; }

    public required string Name { get; init; }

    /// <summary><c>blueprint</c> or <c>pack</c>.</summary>
    public required string Kind { get; init; }

    public required DraftStatus Status { get; init; }

    public required int Revision { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required string Content { get; init; }

    /// <summary>It was sent as an object, not as a text.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsObject { get; init; }

    public required Guid ContentArtifactId { get; init; }

    public string? TriggerEventType { get; init; }

    public string? Notes { get; init; }

    public Guid? SourceRunId { get; init; }

    public DraftValidationView? Validation { get; init; }

    public static DraftState Read(StateRow row) => row.Read(DraftJson.Default.DraftState);

    public string Body() => JsonSerializer.Serialize(this, DraftJson.Default.DraftState);

    /// <summary>That very revision was found valid.</summary>
    public bool IsValid => Validation is { IsValid: true } validation && validation.Revision == Revision;

    public DraftView View(string ownerId, bool withContent = true) => new()
    {
        DraftId = DraftId,
        Name = Name,
        Kind = Kind,
        Status = Status,
        Revision = Revision,
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
        OwnerId = ownerId,
        Content = withContent ? AsSent() : null,
        ContentArtifactId = ContentArtifactId,
        TriggerEventType = TriggerEventType,
        Notes = Notes,
        SourceRunId = SourceRunId,
        Validation = Validation,
    };

    private JsonElement AsSent() => IsObject
        ? JsonElement.Parse(Content)
        : JsonSerializer.SerializeToElement(Content, ContractsJson.Default.String);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DraftState))]
internal sealed partial class DraftJson : JsonSerializerContext;
