using System.Text.RegularExpressions;

namespace Nexus.Journeys.Guide;

/// <summary>
/// What the guide says a command prints: <c>...</c> alone is any number of lines, within a line any text. How wide
/// columns are, empty lines, and what is said of a step that takes long do not count.
/// </summary>
internal static partial class Outline
{
    public static bool Matches(IReadOnlyList<string> outline, string printed)
    {
        var pattern = string.Concat(Plain(outline).Select(Pattern));
        return Regex.IsMatch(
            string.Concat(Plain(printed.Split('\n')).Where(line => !IsPatience(line)).Select(line => $"{line}\n")),
            $@"\A{pattern}\z", RegexOptions.NonBacktracking);
    }

    private static bool IsPatience(string line) => line.StartsWith(".. ", StringComparison.Ordinal);

    private static string Pattern(string line) => line is "..."
        ? @"([^\n]*\n)*"
        : $@"{Regex.Escape(line).Replace(@"\.\.\.", @"[^\n]*", StringComparison.Ordinal)}\n";

    private static IEnumerable<string> Plain(IEnumerable<string> lines) =>
        lines.Select(line => Spaces().Replace(line, " ").Trim()).Where(line => line.Length > 0);

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spaces();
}
