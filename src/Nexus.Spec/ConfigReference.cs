using System.Text;
using Nexus.Spec.Keys;

namespace Nexus.Spec;

/// <summary>The generated part of docs/reference/config.md: every key and every problem.</summary>
public static class ConfigReference
{
    public static string Markdown()
    {
        var page = new StringBuilder(Table(ConfigKeys.Top)).Append("\n| problem | meaning |\n|---|---|\n");
        foreach (var (code, meaning) in ProblemCodes.All)
            page.Append($"| `{code}` | {meaning} |\n");
        return page.ToString();
    }

    /// <summary>The keys of <c>~/.nexus/config.yaml</c>.</summary>
    public static string UserMarkdown() => Table(UserConfigLoader.Top);

    internal static string Table(IReadOnlyList<Key> keys)
    {
        var table = new StringBuilder("| key | kind | meaning | default |\n|---|---|---|---|\n");
        foreach (var (path, key) in Rows("", keys, []))
        {
            var fallback = key.IsRequired ? "required" : key.Default;
            table.Append($"| `{path}` | {Kind(key)} | {key.Meaning} | {fallback} |\n");
        }

        return table.ToString();
    }

    /// <summary>Keys that are the same in several places are listed at the first.</summary>
    private static IEnumerable<(string Path, Key Key)> Rows(
        string prefix, IReadOnlyList<Key> keys, HashSet<IReadOnlyList<Key>> listed)
    {
        foreach (var key in keys)
        {
            var path = prefix + key.Name;
            yield return (path, key);
            if (key.Keys.Count is 0 || !listed.Add(key.Keys))
                continue;
            var below = key.Kind switch
            {
                KeyKind.Sections => $"{path}.NAME.",
                KeyKind.List or KeyKind.Steps => $"{path}[].",
                _ => $"{path}.",
            };
            foreach (var row in Rows(below, key.Keys, listed))
                yield return row;
            foreach (var row in Rows(below, [.. Varying(key)], listed))
                yield return row;
        }
    }

    /// <summary>The keys that only some kinds have, each once, told with those.</summary>
    private static IEnumerable<Key> Varying(Key list) =>
        from variant in list.Variants
        from key in variant.Value
        group variant.Key by key into kinds
        select kinds.Key with { Meaning = $"({string.Join(", ", kinds)}) {kinds.Key.Meaning}" };

    private static string Kind(Key key) => key.Kind switch
    {
        KeyKind.Choice => string.Join(", ", key.Choices.Select(choice => $"`{choice}`")),
        KeyKind.Name => "name",
        KeyKind.Script => "shell text",
        KeyKind.Port => "1 to 65535",
        KeyKind.Number => "number",
        KeyKind.Flag => "`true`, `false`",
        KeyKind.Size => "size, e.g. `4GB`",
        KeyKind.Duration => "duration, e.g. `1m30s`",
        KeyKind.Names => "list of names",
        KeyKind.Variables => "variables",
        KeyKind.Section => "section",
        KeyKind.Sections => "sections by name",
        KeyKind.TextOrSection => "text or section",
        KeyKind.Whole => $"{key.Range.Least} to {key.Range.Most}",
        KeyKind.Template => "template",
        KeyKind.Condition => "condition",
        KeyKind.Items => "list or template",
        KeyKind.Anything => "any value",
        KeyKind.Values => "templates by name",
        KeyKind.List => key.Keys.Count is 0 ? "list" : "list of sections",
        KeyKind.Steps => "list of steps",
        _ => "text",
    };
}
