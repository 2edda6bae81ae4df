namespace Nexus.Cli.Talk;

/// <summary>
/// What is going on, on stderr: a line for each thing done; on a terminal one that changes, else one for each thing
/// that takes long.
/// </summary>
internal sealed class ProgressLines(Output output, Place place)
{
    private const int NameWidth = 14;
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(5);
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);
    private bool _hasRunning;

    public void Done(string name, TimeSpan took, string note = "") =>
        Line(output.TalkPaint.Green("ok"), 2, name, Words.Seconds(took), note);

    /// <summary>It has ended, and not all is well.</summary>
    public void Doubtful(string name, TimeSpan took, string note) =>
        Line(output.TalkPaint.Yellow("!!"), 2, name, Words.Seconds(took), note);

    public void Skipped(string name, string note) => Line(output.TalkPaint.Dim("--"), 2, name, "", note);

    public void Failed(string name, TimeSpan took, string note = "") =>
        Line(output.TalkPaint.Red("failed"), 6, name, Words.Seconds(took), note);

    public void Running(string name, TimeSpan since, string note = "")
    {
        if (!place.CanRedraw)
        {
            if (since > Long && _said.Add(name))
                Line("..", 2, name, Words.Seconds(since), note is "" ? "and goes on" : note);
            return;
        }

        var line = $"  ..      {name,-NameWidth} {Words.Seconds(since)}  {note}";
        output.TalkWriter.Write($"\r\e[K{line[..Math.Min(line.Length, place.Columns() - 1)]}");
        output.TalkWriter.Flush();
        _hasRunning = true;
    }

    public void Clear()
    {
        if (_hasRunning)
            output.TalkWriter.Write("\r\e[K");
        _hasRunning = false;
    }

    private void Line(string mark, int width, string name, string time, string note)
    {
        Clear();
        var pad = new string(' ', 6 - width);
        output.Say($"  {mark}{pad}  {name,-NameWidth} {time,6}  {note}".TrimEnd());
    }
}
