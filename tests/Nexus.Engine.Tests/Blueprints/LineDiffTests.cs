using System.Globalization;
using System.Text.RegularExpressions;
using Nexus.Engine.Blueprints;

namespace Nexus.Engine.Tests.Blueprints;

/// <summary>A diff leads from one text to the other, in as few lines as can be.</summary>
public sealed partial class LineDiffTests
{
    [Fact]
    public void It_is_told_as_diff_tells_it() => Assert.Equal(
        "--- a\n+++ b\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n",
        LineDiff.Unified(("a", "1\n2\n3\n4\n5\n6\n7\n8\n9\n"), ("b", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n")));

    [Fact]
    public void What_is_the_same_has_none()
    {
        Assert.Empty(LineDiff.Unified(("a", "x\ny"), ("b", "x\r\ny\n")));
        Assert.Empty(LineDiff.Unified(("a", ""), ("b", "")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_leads_from_any_text_to_any_other_by_the_shortest_way(int seed)
    {
        var random = new Random(seed);
        for (var turn = 0; turn < 300; turn++)
        {
            var (from, to) = (Text(random), Text(random));
            var diff = LineDiff.Unified(("a", string.Join('\n', from)), ("b", string.Join('\n', to)));

            Assert.Equal(to, Applied(from, diff));
            var changed = diff.Split('\n').Count(line => line is ['+' or '-', _]);
            Assert.Equal(from.Length + to.Length - (2 * Common(from, to)), changed);
        }
    }

    [Fact]
    public void Texts_that_have_nothing_in_common_are_told_in_time()
    {
        var from = Enumerable.Range(0, 20_000).Select(line => $"a{line}").ToArray();
        var to = Enumerable.Range(0, 20_000).Select(line => $"b{line}").ToArray();

        var diff = LineDiff.Unified(("a", string.Join('\n', from)), ("b", string.Join('\n', to)));

        Assert.Equal(to, Applied(from, diff));
    }

    private static string[] Text(Random random) =>
        [.. Enumerable.Range(0, 1 + random.Next(25)).Select(_ => $"{(char)('a' + random.Next(4))}")];

    private static int Common(string[] from, string[] to)
    {
        var table = new int[from.Length + 1, to.Length + 1];
        for (var i = 1; i <= from.Length; i++)
        {
            for (var j = 1; j <= to.Length; j++)
            {
                table[i, j] = from[i - 1] == to[j - 1]
                    ? table[i - 1, j - 1] + 1 : Math.Max(table[i - 1, j], table[i, j - 1]);
            }
        }

        return table[from.Length, to.Length];
    }

    private static List<string> Applied(string[] from, string diff)
    {
        var (made, at) = (new List<string>(), 0);
        foreach (var line in diff.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2))
        {
            if (Head().Match(line) is { Success: true, Groups: var found })
            {
                var first = int.Parse(found["first"].Value, CultureInfo.InvariantCulture);
                var start = found["count"].Value is "0" ? first : first - 1;
                made.AddRange(from[at..start]);
                at = start;
            }
            else if (line[0] is '+')
            {
                made.Add(line[1..]);
            }
            else
            {
                Assert.Equal(from[at++], line[1..]);
                if (line[0] is ' ')
                    made.Add(line[1..]);
            }
        }

        return [.. made, .. from[at..]];
    }

    [GeneratedRegex(
        @"^@@ -(?<first>\d+),(?<count>\d+) \+\d+,\d+ @@$", RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Head();
}
