using System.Text.Json;
using System.Text.Json.Serialization;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Outbox;

/// <summary>What the ledger keeps of a target: the body of its row, whose name and owner are the target's.</summary>
internal sealed record TargetState
{
    public const string Kind = "target";

    public required string Url { get; init; }

    /// <summary>Whole path of what deliveries are signed with; null: with nothing.</summary>
    public string? Secret { get; init; }

    /// <summary>See <see cref="EventPattern"/>.</summary>
    public required IReadOnlyList<string> Events { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Nothing is sent until its owner says so: too much could not be delivered.</summary>
    public DateTimeOffset? SuspendedAt { get; init; }

    public static TargetState Read(StateRow row) => row.Read(OutboxJson.Default.TargetState);

    public string Body() => JsonSerializer.Serialize(this, OutboxJson.Default.TargetState);

    public static TargetView View(StateRow row)
    {
        var target = Read(row);
        return new()
        {
            TargetId = row.Id,
            Name = row.Name,
            Url = target.Url,
            Events = target.Events,
            Secret = target.Secret,
            Status = target.SuspendedAt is null ? "active" : "suspended",
            OwnerId = row.OwnerId,
            CreatedAt = target.CreatedAt,
        };
    }
}

/// <summary>A delivery that was given up: the body of a row, kept until it is redriven or removed.</summary>
internal sealed record LetterState
{
    public const string Kind = "target.letter";

    public required EventView Event { get; init; }

    public required int Tries { get; init; }

    public required NexusError Error { get; init; }

    public required DateTimeOffset FailedAt { get; init; }

    public static string IdOf(string target, long position) => $"{target}.{position:D15}";

    public static string TargetOf(string letter) => letter.Split('.')[0];

    public static LetterState Read(StateRow row) => row.Read(OutboxJson.Default.LetterState);

    public string Body() => JsonSerializer.Serialize(this, OutboxJson.Default.LetterState);

    public static LetterView View(StateRow row)
    {
        var letter = Read(row);
        return new()
        {
            LetterId = row.Id,
            TargetId = TargetOf(row.Id),
            Status = row.IsOpen ? "waiting" : "dead",
            Event = letter.Event,
            Tries = letter.Tries,
            Error = letter.Error,
            FailedAt = letter.FailedAt,
        };
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TargetState))]
[JsonSerializable(typeof(LetterState))]
internal sealed partial class OutboxJson : JsonSerializerContext;
