using System.Text;

namespace Nexus.Cli.Talk;

/// <summary>Columns as wide as their widest cell; on a terminal no row is wider than that.</summary>
/// <param name="heads">What stands above them.</param>
/// <param name="expendable">Columns by their heads, left out where there is no room, the first one first.</param>
internal sealed class Table(IReadOnlyList<string> heads, params IReadOnlyList<string> expendable)
{
    private const string Gap = "  ";
    private const int Narrowest = 4;

    /// <param name="rows">With a cell for each head.</param>
    /// <param name="room">How wide it may be; null: as it comes, for a program to read.</param>
    public string Of(IEnumerable<IReadOnlyList<string>> rows, int? room)
    {
        IReadOnlyList<IReadOnlyList<string>> all = [heads, .. rows];
        var widths = heads.Select((_, column) => all.Max(row => row[column].Length)).ToArray();
        var shown = Enumerable.Range(0, heads.Count).ToList();
        if (room is { } most)
            Fit(shown, widths, most);

        var text = new StringBuilder();
        foreach (var row in all)
        {
            var line = string.Join(Gap, shown.Select(column => Cell(row[column], widths[column])));
            text.Append(line.TrimEnd()).Append('\n');
        }

        return text.ToString().TrimEnd('\n');
    }

    private void Fit(List<int> shown, int[] widths, int most)
    {
        int TooWide() => shown.Sum(column => widths[column]) + (Gap.Length * (shown.Count - 1)) - most;
        foreach (var head in expendable.TakeWhile(_ => TooWide() > 0))
            shown.RemoveAll(column => heads[column] == head);
        for (var over = TooWide(); over > 0; over--)
        {
            var widest = shown.MaxBy(column => widths[column]);
            if (widths[widest] <= Narrowest)
                return;
            widths[widest]--;
        }
    }

    private static string Cell(string cell, int width) =>
        cell.Length <= width ? cell.PadRight(width) : $"{cell[..(width - 1)]}…";
}
