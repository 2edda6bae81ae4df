using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Spec.Keys;

namespace Nexus.Spec;

/// <summary>The JSON Schema of <c>.nexus/config.yaml</c>, for completion and checks in editors.</summary>
public static class WorkspaceSchema
{
    /// <summary>Generated from the table the loader reads with; docs/reference has a copy.</summary>
    public static string Json()
    {
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Nexus workspace configuration (.nexus/config.yaml)",
        };
        foreach (var (name, value) in Object(ConfigKeys.Top))
            schema[name] = value?.DeepClone();

        using var buffer = new MemoryStream();
        var options = new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var writer = new Utf8JsonWriter(buffer, options))
            schema.WriteTo(writer);
        return $"{Encoding.UTF8.GetString(buffer.ToArray())}\n";
    }

    private static JsonObject Object(IReadOnlyList<Key> keys)
    {
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
        return schema;
    }

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
                ["type"] = new JsonArray("string", "number", "boolean", "null"),
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
        _ => new() { ["type"] = "string" },
    };

    private static JsonObject Text(string pattern) => new() { ["type"] = "string", ["pattern"] = pattern };
}
