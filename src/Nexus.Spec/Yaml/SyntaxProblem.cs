using Nexus.Spec.Loading;

namespace Nexus.Spec.Yaml;

/// <summary>Says what a YAML parser stumbled over, in words of the person who wrote the file.</summary>
internal static class SyntaxProblem
{
    public static void Report(Problems problems, string text, int line, int column, string? parserSays)
    {
        (line, column) = (Math.Max(line, 1), Math.Max(column, 1));
        if (parserSays?.Contains("tab", StringComparison.Ordinal) is true && TabbedLine(text, line) is { } tabbed)
        {
            problems.Add(ProblemCodes.Tab, tabbed, 1, "This line is indented with a tab.",
                "Indent with spaces: YAML does not allow tabs there.");
            return;
        }

        problems.Add(ProblemCodes.Syntax, line, column,
            parserSays is null ? "This is not YAML." : $"This is not YAML: {Show.Short(parserSays).TrimEnd('.')}.",
            "Check the indentation, quotes and brackets of this line and the one above.");
    }

    /// <summary>The parser points at the mapping it was in, which begins at or before the tab.</summary>
    private static int? TabbedLine(string text, int line)
    {
        var lines = text.Split('\n');
        var found = Array.FindIndex(lines, Math.Min(line, lines.Length) - 1, IsTabbed);
        return found >= 0 ? found + 1 : null;
    }

    private static bool IsTabbed(string line) =>
        line[..^line.TrimStart().Length].Contains('\t', StringComparison.Ordinal);
}
