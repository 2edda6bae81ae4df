using System.Text;
using Nexus.Contracts;

namespace Nexus.Cli.Daemons;

/// <summary>What a program wrote since it was started; its log is older than that.</summary>
internal sealed class StartLog
{
    private const int TailLines = 15;
    private const int TailBytes = 64 * 1024;
    private const long Largest = 16 * 1024 * 1024;
    private const string Error = "error: ";
    private const string Hint = "  hint: ";
    private readonly string _file;
    private readonly long _before;

    private StartLog(string file) => (_file, _before) = (file, Length(file));

    /// <summary>One that has grown large is set aside, in place of the one before it.</summary>
    public static void MakeRoom(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file) ?? "/");
        if (Length(file) > Largest)
            File.Move(file, $"{file}.1", overwrite: true);
    }

    /// <summary>Of the start that is about to come.</summary>
    public static StartLog Before(string file) => new(file);

    public IReadOnlyList<string> Tail()
    {
        if (Length(_file) <= _before)
            return [];
        using var log = new FileStream(_file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        log.Position = Math.Max(_before, log.Length - TailBytes);
        using var lines = new StreamReader(log, Encoding.UTF8);
        return [.. lines.ReadToEnd().TrimEnd('\n').Split('\n').TakeLast(TailLines)];
    }

    /// <returns>The error that is the last thing it said, <c>error: MESSAGE [CODE]</c>; null when it is none.</returns>
    public static NexusError? ErrorOf(IReadOnlyList<string> tail)
    {
        var first = tail.ToList().FindLastIndex(line => line.StartsWith(Error, StringComparison.Ordinal));
        if (first < 0)
            return null;
        var hint = tail[^1].StartsWith(Hint, StringComparison.Ordinal) ? tail[^1][Hint.Length..] : null;
        var text = string.Join('\n', tail.Take(tail.Count - (hint is null ? 0 : 1)).Skip(first))[Error.Length..];
        var code = text.LastIndexOf(" [", StringComparison.Ordinal);
        return code > 0 && text[^1] is ']' ? new(text[(code + 2)..^1], text[..code], hint) : null;
    }

    private static long Length(string file) => File.Exists(file) ? new FileInfo(file).Length : 0;
}
