using System.CommandLine.Parsing;

namespace Nexus.Cli;

/// <summary>Words like <c>zone=eu-1</c>.</summary>
internal static class KeyValues
{
    public static void Check(IEnumerable<Token> words, Action<string> complain)
    {
        foreach (var word in words.Where(word => word.Value.IndexOf('=', StringComparison.Ordinal) < 1))
            complain($"'{word.Value}' is not KEY=VALUE.");
    }

    /// <summary>The last of a key counts.</summary>
    public static IReadOnlyDictionary<string, string> Of(IEnumerable<string>? words)
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var word in words ?? [])
        {
            var at = word.IndexOf('=', StringComparison.Ordinal);
            all[word[..at]] = word[(at + 1)..];
        }

        return all;
    }
}
