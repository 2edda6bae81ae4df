using Microsoft.Win32.SafeHandles;
using Nexus.Contracts;

namespace Nexus.Workspaced.Logs;

/// <summary>Reads one log from old to new, through its rotation; holds its file open, so what it reads stays.</summary>
internal sealed class LogCursor(ServiceLog log, DateTimeOffset? since) : IDisposable
{
    private readonly byte[] _buffer = new byte[2 * (LogFormat.LongestText + LogFormat.HeadLength)];
    private SafeFileHandle? _file;
    private long _generation;
    private long _position;
    private int _start;
    private int _end;
    private long _skip;
    private long _left = long.MaxValue;

    /// <summary>The next line to take; null when there is none now.</summary>
    public LogLine? Current { get; private set; }

    /// <summary>Bounds it by the lines there are now: a log may grow faster than anybody reads.</summary>
    /// <param name="tail">Passes over all but so many of them.</param>
    /// <param name="goesOn">With those that come later.</param>
    public void Bound(int? tail, bool goesOn)
    {
        long total = 0;
        for (var next = log.OpenAfter(0); next is { } opened; next = log.OpenAfter(opened.Generation))
        {
            using (opened.File)
                total += CountLines(opened.File, log.LengthOf(opened.Generation, opened.File));
        }

        _skip = Math.Max(0, total - (tail ?? total));
        if (!goesOn)
            _left = total - _skip;
    }

    /// <summary>Moves <see cref="Current"/> on.</summary>
    public void Advance()
    {
        Current = null;
        while (Current is null && _left > 0 && FindLine() is var length and >= 0)
        {
            var line = _buffer.AsSpan(_start, length);
            _start += length + 1;
            if (_skip-- > 0)
                continue;
            _skip = 0;
            _left--;
            if (LogFormat.Parse(log.Name, line) is { } parsed && (since is null || parsed.Time >= since))
                Current = parsed;
        }
    }

    public void Dispose() => _file?.Dispose();

    /// <returns>The length of the line at the start of the buffer; -1 when there is none now.</returns>
    private int FindLine()
    {
        while (true)
        {
            var end = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (end >= 0)
                return end;
            if (!Fill())
                return -1;
        }
    }

    private bool Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        var unread = _file is null ? 0 : log.LengthOf(_generation, _file) - _position;
        if (_file is null || unread == 0)
            return OpenNext();

        var room = _buffer.AsSpan(_end, (int)Math.Min(unread, _buffer.Length - _end));
        var read = RandomAccess.Read(_file, room, _position);
        _position += read;
        _end += read;
        return read > 0;
    }

    private bool OpenNext()
    {
        if (log.OpenAfter(_generation) is not { } next)
            return false;

        _file?.Dispose();
        (_file, _generation, _position, _end) = (next.File, next.Generation, 0, 0);
        return true;
    }

    private long CountLines(SafeFileHandle file, long length)
    {
        long lines = 0;
        for (long position = 0; position < length;)
        {
            var part = _buffer.AsSpan(0, (int)Math.Min(_buffer.Length, length - position));
            var read = RandomAccess.Read(file, part, position);
            if (read == 0)
                break;
            lines += _buffer.AsSpan(0, read).Count((byte)'\n');
            position += read;
        }

        return lines;
    }
}
