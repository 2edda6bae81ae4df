using System.Text.Json.Serialization;

namespace Nexus.Platform.Usage;

/// <summary>What a row keeps in one column.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyDictionary<string, long>))]
[JsonSerializable(typeof(IReadOnlyList<MeasuredStep>))]
internal sealed partial class UsageJson : JsonSerializerContext;
