using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Nexus.Spec.Keys;

/// <summary>A table of keys as JSON Schema.</summary>
internal static class KeySchema
{
    public static string Json(string title, IReadOnlyList<Key> keys)
    {
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = title,
        };
        foreach (var (name, value) in Object(keys))
            schema[name] = value?.DeepClone();

        using var buffer = new MemoryStream();
        var options = new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var writer = new Utf8JsonWriter(buffer, options))
            schema.WriteTo(writer);
        return $"{Encoding.UTF8.GetString(buffer.ToArray())}\n";
    }

    private static JsonObject Object(IEnumerable<Key> known)
    {
        var keys = known.ToList();
        var properties = new JsonObject();
        foreach (var key in keys)
        {
            var property = Value(key);
            property["description"] = Description(key);
            properties[key.Name] = property;
        }

        var schema = new JsonObject
        {
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["properties"] = properties,
        };
        var required = keys.Where(key => key.IsRequired).Select(key => (JsonNode?)key.Name).ToArray();
        if (required.Length > 0)
            schema["required"] = new JsonArray(required);
        var either = keys.Where(key => key.OneOf is not null).GroupBy(key => key.OneOf, StringComparer.Ordinal)
            .Select(group => (JsonNode?)new JsonObject { ["anyOf"] = new JsonArray([.. group.Select(Required)]) });
        if (either.ToArray() is { Length: > 0 } all)
            schema["allOf"] = new JsonArray(all);
        return schema;
    }

    private static JsonNode? Required(Key key) => new JsonObject { ["required"] = new JsonArray(key.Name) };

    private static string Description(Key key) => key.Default is null
        ? $"{key.Meaning}."
        : $"{key.Meaning}. Default: {key.Default}.";

    private static JsonObject Value(Key key) => key.Kind switch
    {
        KeyKind.Port => new() { ["type"] = "integer", ["minimum"] = 1, ["maximum"] = 65535 },
        KeyKind.Number => new() { ["type"] = "number", ["minimum"] = 0.1, ["maximum"] = 1024 },
        KeyKind.Flag => new() { ["type"] = "boolean" },
        KeyKind.Name => Text("^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$"),
        KeyKind.Size => Text(@"^[0-9]+(\.[0-9]+)? ?[kKmMgGtT](i?[bB])?$"),
        KeyKind.Duration => Text(@"^([0-9]+h)?([0-9]+m)?([0-9]+(\.[0-9]+)?s)?([0-9]+ms)?$"),
        KeyKind.Choice => new() { ["enum"] = new JsonArray([.. key.Choices.Select(word => (JsonNode?)word)]) },
        KeyKind.Names => new() { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string" } },
        KeyKind.Variables => new()
        {
            ["type"] = "object",
            ["additionalProperties"] = new JsonObject
            {
                ["oneOf"] = new JsonArray(
                    new JsonObject { ["type"] = new JsonArray("string", "number", "boolean", "null") },
                    Object(ConfigKeys.Variable)),
            },
        },
        KeyKind.Section => Object(key.Keys),
        KeyKind.Sections => new()
        {
            ["type"] = "object",
            ["propertyNames"] = Text("^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$"),
            ["additionalProperties"] = Object(key.Keys),
        },
        KeyKind.TextOrSection => new()
        {
            ["oneOf"] = new JsonArray(new JsonObject { ["type"] = "string" }, Object(key.Keys)),
        },
        _ => MoreValues(key),
    };

    private static JsonObject MoreValues(Key key) => key.Kind switch
    {
        KeyKind.Whole => new()
        {
            ["type"] = "integer",
            ["minimum"] = key.Range.Least,
            ["maximum"] = key.Range.Most,
        },
        KeyKind.Condition => new() { ["type"] = new JsonArray("boolean", "string") },
        KeyKind.Items => new() { ["type"] = new JsonArray("array", "string") },
        KeyKind.Anything => new(),
        KeyKind.Values => new() { ["type"] = "object" },
        KeyKind.List when key.Keys.Count is 0 => new() { ["type"] = "array" },
        KeyKind.List => new() { ["type"] = "array", ["items"] = Object(key.Keys) },
        KeyKind.Steps => new() { ["type"] = "array", ["items"] = new JsonObject { ["oneOf"] = Variants(key) } },
        _ => key.Pattern is { } pattern ? Text(pattern) : new() { ["type"] = "string" },
    };

    private static JsonArray Variants(Key key) =>
    [
        .. key.Variants.Select(variant => Object(
        [
            new("kind", KeyKind.Choice, "What the step does") { IsRequired = true, Choices = [variant.Key] },
            .. key.Keys.Where(known => known.Name is not "kind"),
            .. variant.Value,
        ])),
    ];

    private static JsonObject Text(string pattern) => new() { ["type"] = "string", ["pattern"] = pattern };
}
