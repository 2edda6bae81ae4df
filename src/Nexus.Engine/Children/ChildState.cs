using System.Text.Json;
using System.Text.Json.Serialization;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Children;

/// <summary>What the ledger keeps of a child home: the body of its row, whose name is the child's path.</summary>
internal sealed record ChildState
{
    public const string RowKind = "child";

    public required string ChildId { get; init; }

    public required string Path { get; init; }

    public required int Port { get; init; }

    public required ChildStatus Status { get; init; }

    public required int Blueprints { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public static ChildState Read(StateRow row) => row.Read(ChildJson.Default.ChildState);

    public string Body() => JsonSerializer.Serialize(this, ChildJson.Default.ChildState);

    public ChildView View() => new()
    {
        ChildId = ChildId,
        Path = Path,
        Port = Port,
        Status = Status,
        Blueprints = Blueprints,
        CreatedAt = CreatedAt,
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ChildState))]
internal sealed partial class ChildJson : JsonSerializerContext;
