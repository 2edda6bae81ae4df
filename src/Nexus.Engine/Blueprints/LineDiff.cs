using System.Globalization;
using System.Text;

namespace Nexus.Engine.Blueprints;

/// <summary>What is another in a text, as <c>diff -u</c> tells it: the shortest way there (Myers, 1986).</summary>
internal static class LineDiff
{
    private const int Around = 3;

    /// <summary>Texts that differ in more lines are told as one for the other: nobody reads such a diff.</summary>
    private const int Most = 2000;

    /// <returns>Empty when they are the same.</returns>
    public static string Unified((string Name, string Text) from, (string Name, string Text) to)
    {
        var edits = Edits(Lines(from.Text), Lines(to.Text));
        var text = new StringBuilder();
        foreach (var hunk in Hunks(edits))
        {
            if (text.Length == 0)
                text.Append(CultureInfo.InvariantCulture, $"--- {from.Name}\n+++ {to.Name}\n");
            Write(text, edits, hunk);
        }

        return text.ToString();
    }

    private static string[] Lines(string text) =>
        text.ReplaceLineEndings("\n") is { Length: > 0 } lines ? lines.TrimEnd('\n').Split('\n') : [];

    private static List<Edit> Edits(string[] from, string[] to)
    {
        var same = 0;
        while (same < from.Length && same < to.Length && from[same] == to[same])
            same++;
        var (fromEnd, toEnd) = (from.Length, to.Length);
        while (fromEnd > same && toEnd > same && from[fromEnd - 1] == to[toEnd - 1])
            (fromEnd, toEnd) = (fromEnd - 1, toEnd - 1);
        return
        [
            .. from[..same].Select(line => new Edit(' ', line)),
            .. Middle(from[same..fromEnd], to[same..toEnd]),
            .. from[fromEnd..].Select(line => new Edit(' ', line)),
        ];
    }

    private static List<Edit> Middle(string[] from, string[] to)
    {
        var reached = new List<int[]>();
        var most = Math.Min(from.Length + to.Length, Most);
        var furthest = new int[(2 * most) + 3];
        for (var edits = 0; edits <= most; edits++)
        {
            for (var diagonal = -edits; diagonal <= edits; diagonal += 2)
            {
                var (below, above) = (furthest[most + diagonal], furthest[most + diagonal + 2]);
                var x = diagonal == -edits || (diagonal != edits && below < above) ? above : below + 1;
                while (x < from.Length && x - diagonal < to.Length && x - diagonal >= 0 && from[x] == to[x - diagonal])
                    x++;
                furthest[most + diagonal + 1] = x;
                if (x >= from.Length && x - diagonal >= to.Length)
                    return Back(from, to, reached, edits);
            }

            reached.Add(furthest[(most - edits)..(most + edits + 3)]);
        }

        return [.. from.Select(line => new Edit('-', line)), .. to.Select(line => new Edit('+', line))];
    }

    /// <summary>
    /// The way from the end to the beginning, told forwards. For each number of edits it was kept how far each diagonal
    /// got, from one before the first.
    /// </summary>
    private static List<Edit> Back(string[] from, string[] to, List<int[]> reached, int edits)
    {
        var way = new List<Edit>();
        var (x, y) = (from.Length, to.Length);
        for (; edits > 0; edits--)
        {
            var before = reached[edits - 1];
            int At(int diagonal) => before[diagonal + edits];
            var diagonal = x - y;
            var isAdded = diagonal == -edits || (diagonal != edits && At(diagonal - 1) < At(diagonal + 1));
            var startX = isAdded ? At(diagonal + 1) : At(diagonal - 1) + 1;
            for (; x > startX; x--, y--)
                way.Add(new(' ', from[x - 1]));
            if (isAdded)
                way.Add(new('+', to[--y]));
            else
                way.Add(new('-', from[--x]));
        }

        for (; x > 0; x--)
            way.Add(new(' ', from[x - 1]));
        way.Reverse();
        return way;
    }

    /// <summary>Changes that are near each other, with what is around them.</summary>
    private static IEnumerable<Range> Hunks(List<Edit> edits)
    {
        var (start, end) = (-1, -1);
        for (var at = 0; at < edits.Count; at++)
        {
            if (edits[at].Mark == ' ')
                continue;
            if (start >= 0 && at - Around > end)
            {
                yield return start..end;
                start = -1;
            }

            start = start < 0 ? Math.Max(at - Around, 0) : start;
            end = Math.Min(at + Around + 1, edits.Count);
        }

        if (start >= 0)
            yield return start..end;
    }

    private static void Write(StringBuilder text, List<Edit> edits, Range hunk)
    {
        var before = edits[..hunk.Start];
        var lines = edits[hunk];
        string Place(char other)
        {
            var count = lines.Count(edit => edit.Mark != other);
            var first = before.Count(edit => edit.Mark != other) + (count > 0 ? 1 : 0);
            return string.Create(CultureInfo.InvariantCulture, $"{first},{count}");
        }

        text.Append(CultureInfo.InvariantCulture, $"@@ -{Place('+')} +{Place('-')} @@\n");
        foreach (var (mark, line) in lines)
            text.Append(mark).Append(line).Append('\n');
    }

    private sealed record Edit(char Mark, string Line);
}
