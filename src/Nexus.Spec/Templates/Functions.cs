using static Nexus.Spec.Templates.ValueKinds;

namespace Nexus.Spec.Templates;

/// <summary>Every function there is, all pure: the same arguments give the same value, also in a replay.</summary>
internal static class Functions
{
    public static IReadOnlyDictionary<string, Function> All { get; } = new SortedDictionary<string, Function>(
        Listed().ToDictionary(function => function.Name, StringComparer.Ordinal), StringComparer.Ordinal);

    private static IEnumerable<Function> Listed() =>
    [
        .. OfTexts(), .. OfLists(),
        new("default(value, other)", "The value, or the other when it is null", [Any, Any], Any,
            (given, _) => Kinds.Of(given[0]) is Nothing ? given[1] : given[0]),
        new("json(value)", "The value as JSON text", [Any], Text,
            (given, work) => Json.Of(Json.Compacted(given[0]), work)),
        new("keys(object)", "The names of its fields, in order", [Map], List, MapFunctions.Keys),
        new("length(value)", "Characters of a text, items of a list, fields of an object",
            [Text | List | Map], Number, MapFunctions.Length),
        new("merge(object, ...)", "One object of all; later ones win", [Map, Map], Map, MapFunctions.Merge)
        {
            IsOpen = true,
            Optional = 1,
        },
        new("parse_json(text)", "The value a JSON text means", [Text], Any, TextFunctions.ParseJson),
        new("round(number, digits)", "Rounded to so many digits (0), halves away from zero", [Number, Number], Number,
            (given, _) => Numbers.Round(given[0], given.Count > 1 ? given[1] : Json.Of(0m))) { Optional = 1 },
        new("values(object)", "The values of its fields, by the order of their names", [Map], List,
            MapFunctions.Values),
    ];

    private static IEnumerable<Function> OfTexts() =>
    [
        new("contains(value, part)", "Whether a text has a part, a list an item, an object a field",
            [Text | List | Map, Any], Flag, MapFunctions.Contains),
        new("ends_with(text, end)", "Whether the text ends so", [Text, Text], Flag,
            (given, work) => TextFunctions.Ask(
                given, work, (text, end) => text.EndsWith(end, StringComparison.Ordinal))),
        new("join(list, between)", "One text of all items", [List, Text], Text, TextFunctions.Join),
        new("lower(text)", "In small letters", [Text], Text,
            (given, work) => TextFunctions.Change(given, work, text => text.ToLowerInvariant())),
        new("split(text, by)", "A list of its parts", [Text, Text], List, TextFunctions.Split),
        new("starts_with(text, begin)", "Whether the text begins so", [Text, Text], Flag,
            (given, work) => TextFunctions.Ask(
                given, work, (text, begin) => text.StartsWith(begin, StringComparison.Ordinal))),
        new("trim(text)", "Without white space around it", [Text], Text,
            (given, work) => TextFunctions.Change(given, work, text => text.Trim())),
        new("upper(text)", "In capital letters", [Text], Text,
            (given, work) => TextFunctions.Change(given, work, text => text.ToUpperInvariant())),
    ];

    private static IEnumerable<Function> OfLists() =>
    [
        new("filter(list, field, value)", "The objects whose field has this value", [List, Text, Any], List,
            ListFunctions.Filter),
        new("first(list)", "Its first item, or null", [List], Any,
            (given, _) => ListFunctions.At(given[0], 0)),
        new("last(list)", "Its last item, or null", [List], Any,
            (given, _) => ListFunctions.At(given[0], ListFunctions.Count(given[0]) - 1)),
        new("pluck(list, field)", "This field of each object", [List, Text], List, ListFunctions.Pluck),
        new("sort(list, field)", "Texts or numbers in order; objects by a field", [List, Text], List,
            ListFunctions.Sort) { Optional = 1 },
        new("unique(list)", "Each item once, the first of each", [List], List, ListFunctions.Unique),
    ];
}
