using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Nexus.Workspaced.Logs;

/// <summary>The log of one service: two files, the older one replaced when the newer is full.</summary>
internal sealed class ServiceLog : IDisposable
{
    private const long LongestFile = 4 * 1024 * 1024;
    private const int LinesRemembered = 8;
    private const int CharactersRemembered = 300;

    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly Pulse _pulse;
    private readonly string _path;
    private readonly MemoryStream _pending = new();
    private readonly LineAssembler _output = new();
    private readonly LineAssembler _error = new();
    private readonly Queue<string> _recent = new();
    private SafeFileHandle _file;
    private long _length;
    private long _generation;

    public ServiceLog(string name, string directory, TimeProvider clock, Pulse pulse)
    {
        (Name, _clock, _pulse) = (name, clock, pulse);
        _path = Path.Combine(directory, $"{name}.log");
        _file = Open(_path, out _length);
        // What a daemon before this one rotated is read first.
        _generation = File.Exists(OlderPath) ? 2 : 1;
    }

    public string Name { get; }

    private string OlderPath => $"{_path}.1";

    /// <summary>The ends of the last lines since <see cref="Forget"/>, for a reason.</summary>
    public string Recent
    {
        get
        {
            lock (_gate)
                return string.Join('\n', _recent);
        }
    }

    /// <summary>The next run's reasons are its own.</summary>
    public void Forget()
    {
        lock (_gate)
            _recent.Clear();
    }

    public void Append(LogStream stream, ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            (stream is LogStream.Stdout ? _output : _error).Add(bytes, line => Add(stream, line));
            WritePending();
        }
    }

    /// <summary>A whole line.</summary>
    public void Write(LogStream stream, string line)
    {
        lock (_gate)
        {
            Add(stream, Encoding.UTF8.GetBytes(line));
            WritePending();
        }
    }

    /// <summary>What was printed last had no line end.</summary>
    public void EndLines()
    {
        lock (_gate)
        {
            _output.Flush(line => Add(LogStream.Stdout, line));
            _error.Flush(line => Add(LogStream.Stderr, line));
            WritePending();
        }
    }

    /// <summary>Opens the file after that of a generation; 0: the oldest.</summary>
    /// <returns>Null when there is none yet. The generation tells how many were missed between.</returns>
    public (SafeFileHandle File, long Generation)? OpenAfter(long generation)
    {
        lock (_gate)
        {
            if (generation >= _generation)
                return null;
            return generation < _generation - 1 && File.Exists(OlderPath)
                ? (OpenForReading(OlderPath), _generation - 1)
                : (OpenForReading(_path), _generation);
        }
    }

    /// <summary>How much of a generation's file may be read.</summary>
    public long LengthOf(long generation, SafeFileHandle file)
    {
        lock (_gate)
            return generation == _generation ? _length : RandomAccess.GetLength(file);
    }

    public void Dispose()
    {
        _file.Dispose();
        _pending.Dispose();
    }

    private void Add(LogStream stream, ReadOnlySpan<byte> line)
    {
        LogFormat.Write(_clock.GetUtcNow(), stream, line[..Math.Min(line.Length, LogFormat.LongestText)], _pending);
        if (line.IsEmpty || stream is LogStream.Nexus)
            return;
        if (_recent.Count == LinesRemembered)
            _recent.Dequeue();
        _recent.Enqueue(Encoding.UTF8.GetString(line[..Math.Min(line.Length, CharactersRemembered)]));
    }

    private void WritePending()
    {
        if (_pending.Length == 0)
            return;

        var bytes = _pending.GetBuffer().AsSpan(0, (int)_pending.Length);
        _pending.SetLength(0);
        try
        {
            if (_length >= LongestFile)
                Rotate();
            RandomAccess.Write(_file, bytes, _length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The disk is full, say: a service does not end because its lines cannot be kept.
            return;
        }

        _length += bytes.Length;
        _pulse.Beat();
    }

    /// <summary>The new file is opened before anything is moved: when that fails, all is as it was.</summary>
    private void Rotate()
    {
        var aside = $"{_path}.new";
        File.Delete(aside);
        var file = Open(aside, out var length);
        try
        {
            File.Move(_path, OlderPath, overwrite: true);
            File.Move(aside, _path);
        }
        catch
        {
            file.Dispose();
            throw;
        }

        _file.Dispose();
        (_file, _length) = (file, length);
        _generation++;
    }

    private static SafeFileHandle Open(string path, out long length)
    {
        var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        length = RandomAccess.GetLength(file);
        return file;
    }

    private static SafeFileHandle OpenForReading(string path) =>
        File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
}
