using System.Text.Json;
using System.Text.Json.Serialization;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Hooks;

/// <summary>What the ledger keeps of a source of webhooks: the body of a row whose id is its name.</summary>
internal sealed record HookState
{
    public const string RowKind = "hook";

    public required string Source { get; init; }

    public required HookKind Kind { get; init; }

    public required HookAuth Auth { get; init; }

    /// <summary>With the signature or the token.</summary>
    public required string AuthHeader { get; init; }

    /// <summary>Zero: the signature is of the body alone.</summary>
    public required int ReplayWindowSeconds { get; init; }

    public string? EventName { get; init; }

    public string? EventFrom { get; init; }

    public string? DataFrom { get; init; }

    public string? DeliveryHeader { get; init; }

    public string? DeliveryFrom { get; init; }

    public required int PerSecond { get; init; }

    public required string SecretPath { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public static HookState Read(StateRow row) => row.Read(HookJson.Default.HookState);

    public string Body() => JsonSerializer.Serialize(this, HookJson.Default.HookState);

    public HookView View(string ownerId) => new()
    {
        Source = Source,
        Kind = Kind is HookKind.Github ? "github" : "json",
        Auth = Auth is HookAuth.Token ? "token" : "signature",
        Path = $"/api/v1/hooks/{Source}",
        AuthHeader = AuthHeader,
        ReplayWindowSeconds = ReplayWindowSeconds,
        EventName = EventName,
        EventFrom = EventFrom,
        DataFrom = DataFrom,
        DeliveryHeader = DeliveryHeader,
        DeliveryFrom = DeliveryFrom,
        PerSecond = PerSecond,
        SecretPath = SecretPath,
        OwnerId = ownerId,
        CreatedAt = CreatedAt,
    };
}

[JsonConverter(typeof(SnakeCaseEnumConverter<HookKind>))]
internal enum HookKind { Json, Github }

[JsonConverter(typeof(SnakeCaseEnumConverter<HookAuth>))]
internal enum HookAuth { Signature, Token }

/// <summary>That something was delivered: the body of a row whose id is the source and what it calls it.</summary>
internal sealed record DeliveryState(Guid EventId, DateTimeOffset At);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HookState))]
[JsonSerializable(typeof(DeliveryState))]
internal sealed partial class HookJson : JsonSerializerContext;
