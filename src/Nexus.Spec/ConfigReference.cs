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

    private static string Table(IReadOnlyList<Key> keys)
    {
        var table = new StringBuilder("| key | kind | meaning | default |\n|---|---|---|---|\n");
        foreach (var (path, key) in Rows("", keys))
        {
            var fallback = key.IsRequired ? "required" : key.Default;
            table.Append($"| `{path}` | {Kind(key)} | {key.Meaning} | {fallback} |\n");
        }

        return table.ToString();
    }

    /// <summary>Providers have the same keys in both places; only <c>providers.docker</c> lists them.</summary>
    private static IEnumerable<(string Path, Key Key)> Rows(string prefix, IReadOnlyList<Key> keys)
    {
        foreach (var key in keys)
        {
            var path = prefix + key.Name;
            yield return (path, key);
            var below = key.Kind is KeyKind.Sections ? $"{path}.NAME." : $"{path}.";
            if (ReferenceEquals(key.Keys, ConfigKeys.Provider) && path is not "providers.docker")
                continue;
            foreach (var row in Rows(below, key.Keys))
                yield return row;
        }
    }

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
        _ => "text",
    };
}
