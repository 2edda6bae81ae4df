using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Nexus.Spec.Templates;

/// <summary>
/// One spelling for each value: fields in the order of their names, no space, as few escapes as JSON allows (RFC 8785),
/// numbers without zeros that say nothing. Written here, because the escapes of a library change with its Unicode.
/// </summary>
public static class CanonicalJson
{
    public static string Of(JsonElement value)
    {
        var text = new StringBuilder();
        Write(text, value);
        return text.ToString();
    }

    private static void Write(StringBuilder text, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(text, value);
                break;
            case JsonValueKind.Array:
                var between = "[";
                foreach (var item in value.EnumerateArray())
                {
                    text.Append(between);
                    Write(text, item);
                    between = ",";
                }

                text.Append(between is "[" ? "[]" : "]");
                break;
            case JsonValueKind.String:
                WriteText(text, value.GetString() ?? "");
                break;
            case JsonValueKind.Number:
                text.Append(Number(value));
                break;
            case JsonValueKind.True or JsonValueKind.False:
                text.Append(value.ValueKind is JsonValueKind.True ? "true" : "false");
                break;
            default:
                text.Append("null");
                break;
        }
    }

    private static void WriteObject(StringBuilder text, JsonElement value)
    {
        var fields = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var field in value.EnumerateObject())
            fields[field.Name] = field.Value;
        var between = '{';
        foreach (var (name, field) in fields)
        {
            text.Append(between);
            WriteText(text, name);
            text.Append(':');
            Write(text, field);
            between = ',';
        }

        text.Append(between is '{' ? "{}" : "}");
    }

    /// <summary>A number that a decimal cannot hold exactly stays as it was written.</summary>
    private static string Number(JsonElement value)
    {
        var raw = value.GetRawText();
        return raw.Length <= 28 && !raw.AsSpan().ContainsAny('e', 'E')
            && decimal.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number is 0 ? "0" : Json.Plain(number) : raw;
    }

    private static void WriteText(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' or '\\' => text.Append('\\').Append(c),
                '\b' => text.Append("\\b"),
                '\t' => text.Append("\\t"),
                '\n' => text.Append("\\n"),
                '\f' => text.Append("\\f"),
                '\r' => text.Append("\\r"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }
}
