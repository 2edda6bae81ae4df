using System.Text.Json;
using System.Text.Json.Nodes;

namespace Nexus.Engine.Actions.Json;

/// <summary>What one value changes in another (RFC 7396): objects field by field, null takes a field away.</summary>
internal static class MergePatch
{
    /// <param name="target">Changed, when it is an object; belongs to the caller.</param>
    public static JsonNode? Apply(JsonNode? target, JsonElement patch)
    {
        if (patch.ValueKind is not JsonValueKind.Object)
            return Node(patch);
        var into = target as JsonObject ?? [];
        foreach (var field in patch.EnumerateObject())
        {
            if (field.Value.ValueKind is JsonValueKind.Null)
            {
                into.Remove(field.Name);
                continue;
            }

            var before = into[field.Name];
            into.Remove(field.Name);
            into[field.Name] = Apply(before, field.Value);
        }

        return into;
    }

    public static JsonNode? Node(JsonElement value) => JsonNode.Parse(value.GetRawText());
}
