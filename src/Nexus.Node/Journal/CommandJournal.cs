using System.Text.Json;
using Nexus.Transport.Control;

namespace Nexus.Node.Journal;

/// <summary>
/// Remembers commands on disk: each beginning and each end is flushed before anything follows from it. A command seen
/// again has its old answer; one that a crash interrupted is found at the next start. Lines of JSON in one file, which
/// is written anew when it has grown.
/// </summary>
internal sealed class CommandJournal : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, JournalEntry> _ended = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();
    private readonly Dictionary<string, JournalEntry> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _epochs = new(StringComparer.Ordinal);
    private readonly int _kept;
    private readonly JournalFile _file;

    private CommandJournal(string path, int kept, long longest)
    {
        _kept = kept;
        foreach (var entry in Read(path))
            Take(entry);
        _file = JournalFile.Make(path, longest, Content());
    }

    /// <param name="path">Made when absent; a half-written last line is dropped.</param>
    /// <param name="kept">Ended commands to remember.</param>
    /// <param name="longest">Bytes of the file before it is written anew.</param>
    public static CommandJournal Open(string path, int kept = 512, long longest = 1 << 20) => new(path, kept, longest);

    /// <returns>Null when it did not end, or is not known.</returns>
    public CommandOutcome? OutcomeOf(string id)
    {
        lock (_gate)
            return _ended.GetValueOrDefault(id)?.Outcome;
    }

    /// <returns>The highest term of that server that this node has served; 0: none.</returns>
    public long EpochOf(string? server)
    {
        lock (_gate)
            return _epochs.GetValueOrDefault(server ?? "");
    }

    /// <summary>Commands that began and did not end, in their order.</summary>
    public IReadOnlyList<JournalEntry> Interrupted()
    {
        lock (_gate)
            return [.. _open.Values];
    }

    public void Begin(string id, ControlMessage command, string? server) =>
        Append(new() { Id = id, Epoch = command.Epoch, Server = server, Command = command });

    /// <summary>It was done whether or not there is room to say so: then that is written when there is.</summary>
    public void End(string id, CommandOutcome outcome)
    {
        lock (_gate)
        {
            var begun = _open.GetValueOrDefault(id);
            var entry = new JournalEntry
            {
                Id = id,
                Epoch = begun?.Epoch ?? 0,
                Server = begun?.Server,
                Outcome = outcome,
            };
            try
            {
                Append(entry);
            }
            catch (IOException)
            {
                _file.Owe(Line(entry));
                Take(entry);
            }
        }
    }

    /// <summary>Never to be done: neither ended nor interrupted.</summary>
    public void Forget(string id)
    {
        lock (_gate)
        {
            if (_open.Remove(id))
                _file.Replace(Content());
        }
    }

    /// <returns>False for a term older than one of the same server that was served already.</returns>
    public bool Admit(long epoch, string? server)
    {
        lock (_gate)
        {
            var served = EpochOf(server);
            if (epoch > served)
                Append(new() { Id = "", Epoch = epoch, Server = server });
            return epoch >= served;
        }
    }

    public void Dispose() => _file.Dispose();

    private void Append(JournalEntry entry)
    {
        lock (_gate)
        {
            _file.Append(Line(entry));
            Take(entry);
            if (_file.IsLong)
                _file.Shorten(Content());
        }
    }

    private void Take(JournalEntry entry)
    {
        var server = entry.Server ?? "";
        _epochs[server] = Math.Max(_epochs.GetValueOrDefault(server), entry.Epoch);
        if (entry.Command is not null)
            _open[entry.Id] = entry;
        if (entry.Outcome is null)
            return;
        _open.Remove(entry.Id);
        if (_ended.TryAdd(entry.Id, entry))
            _order.Enqueue(entry.Id);
        while (_order.Count > _kept)
            _ended.Remove(_order.Dequeue());
    }

    private byte[] Content()
    {
        using var content = new MemoryStream();
        foreach (var (server, epoch) in _epochs)
            content.Write(Line(new() { Id = "", Epoch = epoch, Server = server.Length > 0 ? server : null }));
        foreach (var id in _order)
            content.Write(Line(_ended[id]));
        foreach (var entry in _open.Values)
            content.Write(Line(entry));
        return content.ToArray();
    }

    private static byte[] Line(JournalEntry entry) =>
        [.. JsonSerializer.SerializeToUtf8Bytes(entry, NodeJson.Default.JournalEntry), (byte)'\n'];

    private static IEnumerable<JournalEntry> Read(string path)
    {
        var lines = JournalFile.Read(path);
        for (var i = 0; i < lines.Count; i++)
        {
            if (Parse(lines[i]) is { } entry)
                yield return entry;
            else if (i < lines.Count - 1)
                throw new InvalidDataException($"Line {i + 1} of {path} is damaged.");
        }
    }

    private static JournalEntry? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, NodeJson.Default.JournalEntry);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
