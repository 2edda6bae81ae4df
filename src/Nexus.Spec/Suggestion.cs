namespace Nexus.Spec;

/// <summary>Did you mean ...?</summary>
public static class Suggestion
{
    private const int Longest = 60;

    /// <summary>The nearest of the words that could have been meant, if one is near.</summary>
    public static string? Nearest(string typed, IEnumerable<string> words)
    {
        if (typed.Length > Longest)
            return null;
        var all = words.ToList();
        if (typed.Length >= 3 && all.Find(word => word.StartsWith(typed, StringComparison.Ordinal)) is { } begun)
            return begun;
        var (distance, word) = all
            .Select(word => (Distance(typed.ToLowerInvariant(), word), word))
            .DefaultIfEmpty((int.MaxValue, ""))
            .MinBy(candidate => candidate.Item1);
        return distance <= Math.Max(1, Math.Min(typed.Length, word.Length) / 3) ? word : null;
    }

    /// <summary>Levenshtein's: the fewest letters to add, drop or change.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j - 1], row[j]) + 1);
            }
        }

        return row[^1];
    }
}
