namespace Nexus.Engine.Actions.Plugins;

/// <summary>Lines of a stream, none longer than a bound.</summary>
internal sealed class LineReader(Stream stream, int longest)
{
    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    /// <returns>Without its end; null: the stream has ended, whatever stood behind the last end of a line.</returns>
    /// <exception cref="InvalidDataException">A line is too long.</exception>
    public async Task<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken)
    {
        using var line = new MemoryStream();
        while (true)
        {
            var rest = _buffer.AsMemory(_start.._end);
            var at = rest.Span.IndexOf((byte)'\n');
            var taken = at < 0 ? rest : rest[..at];
            if (line.Length + taken.Length > longest)
                throw new InvalidDataException($"a line has more than {longest} bytes");
            line.Write(taken.Span);
            _start += at < 0 ? taken.Length : at + 1;
            if (at >= 0)
                return line.ToArray();
            (_start, _end) = (0, await stream.ReadAsync(_buffer, cancellationToken));
            if (_end == 0)
                return null;
        }
    }
}
