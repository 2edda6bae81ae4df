using System.Globalization;
using System.Text.Json;

namespace Nexus.Engine.Actions.Json;

/// <summary>A place in a JSON value (RFC 6901): <c>/items/0/name</c>; the empty one is the whole value.</summary>
internal static class JsonPointer
{
    public static bool IsOne(string text)
    {
        if (text.Length > 0 && text[0] != '/')
            return false;
        for (var at = text.IndexOf('~', StringComparison.Ordinal); at >= 0;
            at = text.IndexOf('~', at + 1))
        {
            if (at + 1 == text.Length || text[at + 1] is not ('0' or '1'))
                return false;
        }

        return true;
    }

    /// <returns>Null: there is nothing at that place.</returns>
    public static JsonElement? Find(JsonElement value, string pointer)
    {
        if (pointer.Length == 0)
            return value;
        foreach (var escaped in pointer[1..].Split('/'))
        {
            // In this order: ~01 is ~1, not /.
            var name = escaped.Replace("~1", "/", StringComparison.Ordinal)
                .Replace("~0", "~", StringComparison.Ordinal);
            if (Child(value, name) is not { } child)
                return null;
            value = child;
        }

        return value;
    }

    private static JsonElement? Child(JsonElement value, string name) => value.ValueKind switch
    {
        JsonValueKind.Object when value.TryGetProperty(name, out var child) => child,
        JsonValueKind.Array when IndexOf(name) is { } index && index < value.GetArrayLength() => value[index],
        _ => null,
    };

    /// <summary>Digits alone, and no zero before others.</summary>
    private static int? IndexOf(string name) =>
        name is "0" || (name is [>= '1' and <= '9', ..] && name.All(char.IsAsciiDigit))
            ? int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null
            : null;
}
