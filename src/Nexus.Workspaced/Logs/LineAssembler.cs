namespace Nexus.Workspaced.Logs;

internal delegate void LineTaker(ReadOnlySpan<byte> line);

/// <summary>Makes lines of what arrives in pieces. A line ends at its longest; the rest of it is dropped.</summary>
internal sealed class LineAssembler
{
    private byte[] _rest = [];
    private int _length;

    public void Add(ReadOnlySpan<byte> bytes, LineTaker take)
    {
        while (bytes.IndexOf((byte)'\n') is var end and >= 0)
        {
            if (_length == 0)
            {
                take(Trim(bytes[..end]));
            }
            else
            {
                Keep(bytes[..end]);
                Flush(take);
            }

            bytes = bytes[(end + 1)..];
        }

        Keep(bytes);
    }

    /// <summary>The last line, if it had no end.</summary>
    public void Flush(LineTaker take)
    {
        if (_length > 0)
            take(Trim(_rest.AsSpan(0, _length)));
        (_rest, _length) = ([], 0);
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes[..Math.Min(bytes.Length, LogFormat.LongestText - _length)];
        if (_rest.Length < _length + bytes.Length)
            Array.Resize(ref _rest, Math.Min(LogFormat.LongestText, Math.Max(256, (_length + bytes.Length) * 2)));
        bytes.CopyTo(_rest.AsSpan(_length));
        _length += bytes.Length;
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> line) =>
        line[..Math.Min(line.Length, LogFormat.LongestText)].TrimEnd((byte)'\r');
}
