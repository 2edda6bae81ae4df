using System.Text.Json;

namespace Nexus.Spec.Templates;

/// <summary>Functions of objects, and of what may be an object.</summary>
internal static class MapFunctions
{
    public static JsonElement Keys(IReadOnlyList<JsonElement> given, Work work)
    {
        var fields = Fields(given, work);
        Json.CheckCount(fields.Count);
        return Json.Build(work, json =>
        {
            json.WriteStartArray();
            foreach (var name in fields.Keys)
                json.WriteStringValue(name);
            json.WriteEndArray();
        });
    }

    public static JsonElement Values(IReadOnlyList<JsonElement> given, Work work) =>
        Json.List(work, Fields(given, work).Values);

    public static JsonElement Merge(IReadOnlyList<JsonElement> given, Work work)
    {
        var fields = Fields(given, work);
        return Json.Build(work, json =>
        {
            json.WriteStartObject();
            foreach (var (name, value) in fields)
            {
                json.WritePropertyName(name);
                Json.Write(json, value);
            }

            json.WriteEndObject();
        });
    }

    public static JsonElement Length(IReadOnlyList<JsonElement> given, Work work) => Json.Of(given[0].ValueKind switch
    {
        JsonValueKind.String => (decimal)Json.Text(given[0], work).Length,
        JsonValueKind.Array => given[0].GetArrayLength(),
        JsonValueKind.Object => Fields(given, work).Count,
        _ => 0,
    });

    public static JsonElement Contains(IReadOnlyList<JsonElement> given, Work work)
    {
        var (whole, part) = (given[0], given[1]);
        if (whole.ValueKind is JsonValueKind.Array)
            return Json.Of(ListFunctions.Items(whole).Any(item => Json.AreEqual(item.Value, part, work)));
        if (Kinds.Of(whole) is ValueKinds.Nothing)
            return Json.False;
        if (part.ValueKind is not JsonValueKind.String)
            throw TemplateErrors.WrongKind("contains()", ValueKinds.Text, Kinds.Of(part));
        work.Spend(Json.Size(whole));
        var text = Json.Text(part, work);
        return Json.Of(whole.ValueKind is JsonValueKind.Object
            ? whole.TryGetProperty(text, out _)
            : Json.Text(whole, work).Contains(text, StringComparison.Ordinal));
    }

    /// <summary>Of all the objects together, by name; of two of one name the later.</summary>
    private static SortedDictionary<string, JsonElement> Fields(IReadOnlyList<JsonElement> given, Work work)
    {
        var fields = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var value in given.Where(value => value.ValueKind is JsonValueKind.Object))
        {
            work.Spend(Json.Size(value));
            foreach (var field in value.EnumerateObject())
                fields[field.Name] = field.Value;
        }

        return fields;
    }
}
