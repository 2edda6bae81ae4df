using System.Text.Json;
using System.Text.Json.Serialization;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Blueprints;

/// <summary>What the ledger keeps of a blueprint in force: the body of its row, whose id is the blueprint's.</summary>
internal sealed record BlueprintState
{
    public const string Kind = "blueprint";

    public required string BlueprintId { get; init; }

    public required string Name { get; init; }

    public string? Description { get; init; }

    [JsonRequired]
    public bool IsEnabled { get; init; } = true;

    /// <summary>Of what new runs begin with: the id of a <see cref="BlueprintVersion"/>.</summary>
    public required string Version { get; init; }

    public required string Revision { get; init; }

    public required IReadOnlyList<string> EventTypes { get; init; }

    /// <summary>Without times: those are in a row of their own.</summary>
    public IReadOnlyList<BlueprintScheduleView> Schedules { get => field ?? []; init; } = [];

    public required IReadOnlyList<BlueprintInputView> Inputs { get; init; }

    /// <summary>Of the language models that its agent steps ask.</summary>
    public IReadOnlyList<string> Providers { get => field ?? []; init; } = [];

    public required DateTimeOffset PromotedAt { get; init; }

    public required string PromotedBy { get; init; }

    public static BlueprintState Read(StateRow row) => row.Read(BlueprintJson.Default.BlueprintState);

    public string Body() => JsonSerializer.Serialize(this, BlueprintJson.Default.BlueprintState);

    /// <param name="ownerId">Whose it is.</param>
    /// <param name="planned">When it is due; null: nothing is waited for.</param>
    public BlueprintView View(string ownerId, IReadOnlyList<BlueprintScheduleView>? planned) => new()
    {
        BlueprintId = BlueprintId,
        Name = Name,
        Description = Description,
        Status = IsEnabled ? "active" : "disabled",
        Version = Version,
        Revision = Revision,
        EventTypes = EventTypes,
        Schedules = planned ?? Schedules,
        Inputs = Inputs,
        Providers = Providers,
        OwnerId = ownerId,
        PromotedAt = PromotedAt,
        PromotedBy = PromotedBy,
    };
}

/// <summary>A revision that was promoted, frozen: the body of a row whose id is what its runs are called.</summary>
internal sealed record BlueprintVersion
{
    public const string Kind = "blueprint.version";

    public required string BlueprintId { get; init; }

    public required string Revision { get; init; }

    /// <summary>As it was written.</summary>
    public required string Definition { get; init; }

    /// <summary>The same in its one spelling: what runs are made of.</summary>
    public required string Canonical { get; init; }

    public required DateTimeOffset PromotedAt { get; init; }

    public required string PromotedBy { get; init; }

    public Guid? DraftId { get; init; }

    public static BlueprintVersion Read(StateRow row) => row.Read(BlueprintJson.Default.BlueprintVersion);

    public string Body() => JsonSerializer.Serialize(this, BlueprintJson.Default.BlueprintVersion);

    public BlueprintVersionView View(string version, bool isActive, bool withDefinition) => new()
    {
        Version = version,
        BlueprintId = BlueprintId,
        Revision = Revision,
        PromotedAt = PromotedAt,
        PromotedBy = PromotedBy,
        DraftId = DraftId,
        IsActive = isActive,
        Definition = withDefinition ? Definition : null,
    };
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BlueprintState))]
[JsonSerializable(typeof(BlueprintVersion))]
internal sealed partial class BlueprintJson : JsonSerializerContext;
