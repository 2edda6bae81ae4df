using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Nexus.Spec.Templates;

/// <summary>Values are JSON from beginning to end; here they are made, compared and read.</summary>
internal static class Json
{
    private static readonly JsonWriterOptions Compact = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 1000,
    };

    public static JsonElement Null { get; } = Parse("null"u8);

    public static JsonElement True { get; } = Parse("true"u8);

    public static JsonElement False { get; } = Parse("false"u8);

    public static JsonElement Of(bool value) => value ? True : False;

    public static JsonElement Of(decimal value) =>
        Parse(Encoding.UTF8.GetBytes(Plain(value)));

    public static JsonElement Of(double value) => double.IsFinite(value)
        ? Parse(Encoding.UTF8.GetBytes(value.ToString("R", CultureInfo.InvariantCulture)))
        : throw TemplateErrors.BadValue("the number is too large", "Calculate with smaller numbers.");

    public static JsonElement Of(string text, Work work) => Build(work, json => json.WriteStringValue(text));

    /// <summary>Without zeros that say nothing: 2, not 2.0.</summary>
    public static string Plain(decimal value) =>
        (value / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture);

    public static JsonElement List(Work work, IReadOnlyCollection<JsonElement> items)
    {
        CheckCount(items.Count);
        return Build(work, json =>
        {
            json.WriteStartArray();
            foreach (var item in items)
                Write(json, item);
            json.WriteEndArray();
        });
    }

    public static void CheckCount(int count)
    {
        if (count > TemplateLimits.LongestList)
            throw TemplateErrors.TooLarge($"a list of more than {TemplateLimits.LongestList} items");
    }

    public static JsonElement Build(Work work, Action<Utf8JsonWriter> write)
    {
        var buffer = new BoundedBuffer();
        using (var json = new Utf8JsonWriter(buffer, Compact))
            write(json);
        work.Spend(buffer.Written.Length);
        return Parse(buffer.Written);
    }

    public static void Write(Utf8JsonWriter json, JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.Undefined)
            json.WriteNullValue();
        else
            value.WriteTo(json);
    }

    /// <exception cref="JsonException">It is none, or nested too deep.</exception>
    public static JsonElement Parse(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, new() { MaxDepth = TemplateLimits.DeepestValue });
        var value = JsonElement.ParseValue(ref reader);
        return reader.Read() ? throw new JsonException() : value;
    }

    /// <summary>As it is put into a text.</summary>
    public static string Text(JsonElement value, Work work)
    {
        work.Spend(Size(value));
        return value.ValueKind switch
        {
            JsonValueKind.Undefined or JsonValueKind.Null => "",
            JsonValueKind.String => value.GetString() ?? "",
            JsonValueKind.Array or JsonValueKind.Object => Compacted(value),
            _ => value.GetRawText(),
        };
    }

    public static string Compacted(JsonElement value)
    {
        var buffer = new BoundedBuffer();
        using (var json = new Utf8JsonWriter(buffer, Compact))
            Write(json, value);
        return Encoding.UTF8.GetString(buffer.Written);
    }

    public static bool AreEqual(JsonElement left, JsonElement right, Work work)
    {
        if (Kinds.Of(left) != Kinds.Of(right))
            return false;
        work.Spend(Math.Min(Size(left), Size(right)));
        return Kinds.Of(left) is ValueKinds.Nothing || JsonElement.DeepEquals(left, right);
    }

    public static JsonElement Member(JsonElement of, JsonElement key) => (of.ValueKind, key.ValueKind) switch
    {
        (JsonValueKind.Object, JsonValueKind.String) => Member(of, key.GetString() ?? ""),
        (JsonValueKind.Array, JsonValueKind.Number) when key.TryGetInt32(out var index)
            && index >= 0 && index < of.GetArrayLength() => of[index],
        _ => Null,
    };

    public static JsonElement Member(JsonElement of, string name) =>
        of.ValueKind is JsonValueKind.Object && of.TryGetProperty(name, out var value) ? value : Null;

    public static int Size(JsonElement value) =>
        value.ValueKind is JsonValueKind.Undefined ? 0 : JsonMarshal.GetRawUtf8Value(value).Length;
}
