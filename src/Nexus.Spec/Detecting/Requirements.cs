namespace Nexus.Spec.Detecting;

/// <summary>Which other files a file of pip's requirements names by <c>-r</c> and <c>-c</c>, and so on.</summary>
internal static class Requirements
{
    /// <summary>More make no better guess of whether something changed.</summary>
    private const int Most = 20;

    private const int LongestName = 200;

    /// <summary>Stands for the directory, so that one can tell what is outside of it.</summary>
    private const string Top = "/top";

    private static readonly string[] Options = ["-r", "--requirement", "-c", "--constraint"];

    /// <returns>Paths in the directory, each once.</returns>
    public static IReadOnlyList<string> NamedBy(SourceDirectory directory, string file)
    {
        var found = new List<string> { file };
        for (var at = 0; at < found.Count; at++)
        {
            var folder = Path.GetDirectoryName(found[at]) ?? "";
            foreach (var line in (directory.Read(found[at]) ?? "").Split('\n'))
            {
                if (found.Count <= Most && NameIn(line) is { } name && Inside(folder, name) is { } path
                    && !found.Contains(path, StringComparer.Ordinal))
                {
                    found.Add(path);
                }
            }
        }

        return found[1..];
    }

    private static string? NameIn(string line)
    {
        var text = line.Split(" #")[0].Trim();
        return Options.Where(option => text.StartsWith(option, StringComparison.Ordinal))
            .Select(option => text[option.Length..].TrimStart('=', ' ', '\t'))
            .FirstOrDefault(name => name is { Length: > 0 and <= LongestName } and not ['-', ..]
                && !name.Contains(':', StringComparison.Ordinal));
    }

    /// <returns>As seen from the directory; null: it is outside of it.</returns>
    private static string? Inside(string folder, string name)
    {
        if (Path.IsPathRooted(name))
            return null;
        var path = Path.GetRelativePath(Top, Path.GetFullPath(Path.Combine(Top, folder, name)));
        return path.StartsWith("..", StringComparison.Ordinal) ? null : path;
    }
}
