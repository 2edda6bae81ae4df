using System.Text;

namespace Nexus.Transport.Channels;

/// <summary>The end of what a program printed, for a message.</summary>
public sealed class OutputTail
{
    private const int Longest = 2000;
    private readonly StringBuilder _text = new();
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();

    /// <param name="utf8">May begin and end within a character.</param>
    public void Add(ReadOnlySpan<byte> utf8)
    {
        var letters = new char[Encoding.UTF8.GetMaxCharCount(utf8.Length)];
        _text.Append(letters, 0, _decoder.GetChars(utf8, letters, flush: false));
        if (_text.Length > Longest)
            _text.Remove(0, _text.Length - Longest);
    }

    public override string ToString() => _text.ToString().Trim();
}
