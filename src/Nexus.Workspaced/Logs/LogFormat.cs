using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Nexus.Contracts;

namespace Nexus.Workspaced.Logs;

/// <summary>A line of a log file: <c>2026-01-17T10:30:00.1234567Z o text</c>.</summary>
internal static class LogFormat
{
    public const int LongestText = 16 * 1024;

    /// <summary>Time, blank, letter, blank.</summary>
    public const int HeadLength = TimeLength + 3;

    private const int TimeLength = 28;

    public static void Write(DateTimeOffset time, LogStream stream, ReadOnlySpan<byte> text, Stream to)
    {
        Span<byte> head = stackalloc byte[HeadLength];
        Utf8Formatter.TryFormat(time.UtcDateTime, head, out _, new('O'));
        head[TimeLength] = (byte)' ';
        head[TimeLength + 1] = (byte)stream;
        head[TimeLength + 2] = (byte)' ';
        to.Write(head);
        to.Write(text);
        to.WriteByte((byte)'\n');
    }

    /// <returns>Null for what is not a line of ours, e.g. the rest of one that a crash cut.</returns>
    public static LogLine? Parse(string service, ReadOnlySpan<byte> line)
    {
        if (line.Length < HeadLength || NameOf(line[TimeLength + 1]) is not { } stream
            || !Utf8Parser.TryParse(line[..TimeLength], out DateTimeOffset time, out _, 'O'))
        {
            return null;
        }

        return new(time, service, stream, Encoding.UTF8.GetString(line[HeadLength..]));
    }

    /// <summary>For people, on the daemon's own output.</summary>
    public static string Show(DateTimeOffset time, string text) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.UtcDateTime:O} {text}");

    private static string? NameOf(byte letter) => (LogStream)letter switch
    {
        LogStream.Stdout => "stdout",
        LogStream.Stderr => "stderr",
        LogStream.Nexus => "nexus",
        _ => null,
    };
}
