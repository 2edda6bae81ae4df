using System.Text.Json;

namespace Nexus.Spec.Templates;

internal static class ListFunctions
{
    /// <summary>None, when it is null.</summary>
    public static IEnumerable<(int Index, JsonElement Value)> Items(JsonElement list)
    {
        Json.CheckCount(Count(list));
        return list.ValueKind is JsonValueKind.Array ? list.EnumerateArray().Index() : [];
    }

    public static int Count(JsonElement list) => list.ValueKind is JsonValueKind.Array ? list.GetArrayLength() : 0;

    public static JsonElement At(JsonElement list, int index) =>
        index >= 0 && index < Count(list) ? list[index] : Json.Null;

    public static JsonElement Pluck(IReadOnlyList<JsonElement> given, Work work)
    {
        var field = Json.Text(given[1], work);
        work.Spend(Json.Size(given[0]));
        return Json.List(work, [.. Items(given[0]).Select(item => Json.Member(item.Value, field))]);
    }

    public static JsonElement Filter(IReadOnlyList<JsonElement> given, Work work)
    {
        var field = Json.Text(given[1], work);
        work.Spend(Json.Size(given[0]));
        return Json.List(work,
        [
            .. Items(given[0]).Select(item => item.Value)
                .Where(item => Json.AreEqual(Json.Member(item, field), given[2], work)),
        ]);
    }

    public static JsonElement Unique(IReadOnlyList<JsonElement> given, Work work)
    {
        work.Spend(Json.Size(given[0]));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return Json.List(work,
        [
            .. Items(given[0]).Select(item => item.Value).Where(item => seen.Add(CanonicalJson.Of(item))),
        ]);
    }

    /// <summary>Stable; null comes first.</summary>
    public static JsonElement Sort(IReadOnlyList<JsonElement> given, Work work)
    {
        var field = given.Count > 1 ? Json.Text(given[1], work) : null;
        work.Spend(2L * Json.Size(given[0]));
        var keyed = Items(given[0]).Select(item => new Sortable(
            item.Value, field is null ? item.Value : Json.Member(item.Value, field))).ToList();
        var kinds = keyed.Aggregate(ValueKinds.None, (all, item) => all | Kinds.Of(item.Key)) & ~ValueKinds.Nothing;
        if (kinds is not (ValueKinds.None or ValueKinds.Number or ValueKinds.Text))
            throw TemplateErrors.WrongKind("sort()", ValueKinds.Number | ValueKinds.Text, kinds);
        var sorted = kinds is ValueKinds.Text
            ? keyed.OrderBy(item => item.Key.ValueKind is JsonValueKind.String ? item.Key.GetString() : null,
                StringComparer.Ordinal)
            : keyed.OrderBy(item => item.Key, Comparer<JsonElement>.Create(ByNumber));
        return Json.List(work, [.. sorted.Select(item => item.Value)]);
    }

    private static int ByNumber(JsonElement left, JsonElement right) =>
        (Kinds.Of(left), Kinds.Of(right)) switch
        {
            (ValueKinds.Number, ValueKinds.Number) => Numbers.Compare(left, right),
            var (a, b) => a.CompareTo(b),
        };

    private readonly record struct Sortable(JsonElement Value, JsonElement Key);
}
