using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Nexus.Platform.Ledger.Sqlite;

/// <summary>
/// Files of events that the database forgets: <c>events-FIRST.jsonl.gz</c>, each line
/// <c>{"position", "hash", "event"}</c> with the event's bytes as they were hashed.
/// </summary>
internal sealed class EventArchive(string directory)
{
    private const int Page = 1000;
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>
    /// Writes the oldest events of the database to a file, durably. One that a crash left behind is written again.
    /// </summary>
    /// <returns>The last of them; null when there are none up to that position.</returns>
    public ChainTip? Take(Database database, long upTo)
    {
        var events = database
            .Prepare("select position, hash, body, frequent from event where position <= ?1 + 1 "
                + "order by position limit ?2")
            .Bind(1, upTo).Bind(2, Page + 1)
            .All(row => new ArchivedEvent(
                row.Int64(0), row.Bytes(1).ToArray(), row.Bytes(2).ToArray(), (EventPlace)row.Int64(3)));
        var hasNext = events.Count > Page || (events.Count > 0 && events[^1].Position > upTo);
        var taken = hasNext ? events.Count - 1 : events.Count;
        if (hasNext && events[^1].Place is EventPlace.Neighbour)
            taken--; // what is behind it is found through it: both stay
        if (taken <= 0)
            return null;
        Write([.. events.Take(taken)]);
        return events[taken - 1].Tip;
    }

    /// <summary>Removes what a crash left half written: it is in the database still.</summary>
    public void ForgetCut()
    {
        if (!Directory.Exists(directory))
            return;
        foreach (var part in Directory.EnumerateFiles(directory, "events-*.part"))
            File.Delete(part);
    }

    /// <summary>All that is kept, oldest first; some events may come twice.</summary>
    public IEnumerable<ArchivedEvent> Read() =>
        Directory.Exists(directory)
            ? Directory.EnumerateFiles(directory, "events-*.jsonl.gz").Order(StringComparer.Ordinal).SelectMany(Read)
            : [];

    private void Write(IReadOnlyList<ArchivedEvent> events)
    {
        Directory.CreateDirectory(directory, OwnerFile | UnixFileMode.UserExecute);
        var path = Path.Combine(directory, $"events-{events[0].Position:D12}.jsonl.gz");
        var part = $"{path}.part";
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = OwnerFile,
        };
        using var file = new FileStream(part, options);
        using (var lines = new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true))
        {
            foreach (var item in events)
                lines.Write(item.Line());
        }

        file.Flush(flushToDisk: true);
        File.Move(part, path, overwrite: true);
        file.Flush(flushToDisk: true); // the new name
    }

    private static IEnumerable<ArchivedEvent> Read(string path)
    {
        using var lines = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        while (lines.ReadLine() is { } line)
            yield return ArchivedEvent.Parse(line);
    }
}

/// <summary>An event as it is hashed, and the link it is in the chain.</summary>
internal sealed record ArchivedEvent(
    long Position, ReadOnlyMemory<byte> Hash, ReadOnlyMemory<byte> Body, EventPlace Place = EventPlace.Indexed)
{
    public ChainTip Tip => new(Position, Hash);

    public static ArchivedEvent Parse(string line)
    {
        using var json = JsonDocument.Parse(line);
        var root = json.RootElement;
        return new(
            root.GetProperty("position").GetInt64(),
            Convert.FromHexString(root.GetProperty("hash").GetString() ?? ""),
            Encoding.UTF8.GetBytes(root.GetProperty("event").GetRawText()));
    }

    public ReadOnlySpan<byte> Line()
    {
        var start = string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"position":{{Position}},"hash":"{{Convert.ToHexStringLower(Hash.Span)}}","event":""");
        return (byte[])[.. Encoding.UTF8.GetBytes(start), .. Body.Span, (byte)'}', (byte)'\n'];
    }
}
