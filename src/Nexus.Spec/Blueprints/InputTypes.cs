using System.Text.Json;
using Nexus.Spec.Templates;

namespace Nexus.Spec.Blueprints;

/// <summary>Types of inputs and of what actions take.</summary>
public static class InputTypes
{
    /// <summary>As JSON Schema calls them.</summary>
    public static IReadOnlyList<string> All { get; } =
        ["string", "integer", "number", "boolean", "object", "array", "any"];

    /// <summary>JSON's word for a type; <see cref="InputType.Any"/> for any other.</summary>
    public static InputType Read(string? word) => word switch
    {
        "string" => InputType.Text,
        "integer" => InputType.Whole,
        "number" => InputType.Number,
        "boolean" => InputType.Flag,
        "object" => InputType.Map,
        "array" => InputType.List,
        _ => InputType.Any,
    };

    /// <summary>JSON's word for it.</summary>
    public static string Word(InputType type) => type is InputType.Any ? "any" : All[(int)type - 1];

    internal static ValueKinds KindsOf(InputType type) => type switch
    {
        InputType.Text => ValueKinds.Text,
        InputType.Whole or InputType.Number => ValueKinds.Number,
        InputType.Flag => ValueKinds.Flag,
        InputType.Map => ValueKinds.Map,
        InputType.List => ValueKinds.List,
        _ => ValueKinds.Any,
    };

    /// <summary>Whether a value is of the type.</summary>
    public static bool Fits(JsonElement value, InputType type) =>
        KindsOf(type).HasFlag(Kinds.Of(value)) && (type is not InputType.Whole || IsWhole(value));

    /// <summary>"a whole number".</summary>
    public static string Words(InputType type) => type is InputType.Whole
        ? "a whole number" : Kinds.Words(KindsOf(type));

    /// <summary>"text", of a value.</summary>
    public static string Words(JsonElement value) => Kinds.Words(Kinds.Of(value));

    private static bool IsWhole(JsonElement value) =>
        value.TryGetDecimal(out var exact)
        ? decimal.Truncate(exact) == exact : double.IsInteger(value.GetDouble());
}
