using System.Text.Json;

namespace Nexus.Spec.Templates;

/// <summary>What a value may be, as far as it can be known before there is one.</summary>
[Flags]
internal enum ValueKinds
{
    None = 0,
    Nothing = 1,
    Flag = 2,
    Number = 4,
    Text = 8,
    List = 16,
    Map = 32,
    Any = Nothing | Flag | Number | Text | List | Map,
}

internal static class Kinds
{
    private static readonly (ValueKinds Kind, string Word)[] Named =
    [
        (ValueKinds.Text, "text"), (ValueKinds.Number, "a number"), (ValueKinds.Flag, "true or false"),
        (ValueKinds.List, "a list"), (ValueKinds.Map, "an object"), (ValueKinds.Nothing, "null"),
    ];

    public static ValueKinds Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => ValueKinds.Flag,
        JsonValueKind.Number => ValueKinds.Number,
        JsonValueKind.String => ValueKinds.Text,
        JsonValueKind.Array => ValueKinds.List,
        JsonValueKind.Object => ValueKinds.Map,
        _ => ValueKinds.Nothing,
    };

    /// <summary>Null counts as an empty one of what is wanted, so it never disagrees.</summary>
    public static bool Disagree(ValueKinds wanted, ValueKinds given) =>
        (given & (wanted | ValueKinds.Nothing)) is ValueKinds.None;

    public static string Words(ValueKinds kinds) => kinds is ValueKinds.Any
        ? "anything"
        : string.Join(" or ", Named.Where(named => kinds.HasFlag(named.Kind)).Select(named => named.Word));
}
