using System.Text.Json;

namespace Nexus.Engine.Actions;

/// <summary>What actions are given: what is not there, or null, or of another type, is null.</summary>
internal static class ActionInputs
{
    public static JsonElement? Value(this JsonElement with, string name) =>
        with.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;

    public static string? Text(this JsonElement with, string name) =>
        with.Value(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public static bool? Flag(this JsonElement with, string name) =>
        with.Value(name) is { ValueKind: JsonValueKind.True or JsonValueKind.False } value ? value.GetBoolean() : null;

    public static JsonElement? Map(this JsonElement with, string name) =>
        with.Value(name) is { ValueKind: JsonValueKind.Object } value ? value : null;

    public static JsonElement? List(this JsonElement with, string name) =>
        with.Value(name) is { ValueKind: JsonValueKind.Array } value ? value : null;

    /// <returns>Null: it is not there. A number that does not fit is <see cref="int.MinValue"/>.</returns>
    public static int? Whole(this JsonElement with, string name) =>
        with.Value(name) is { ValueKind: JsonValueKind.Number } value
            ? value.TryGetInt32(out var number) ? number : int.MinValue
            : null;
}
