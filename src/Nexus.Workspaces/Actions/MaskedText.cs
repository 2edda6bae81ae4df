using System.Text;
using Nexus.Platform;

namespace Nexus.Workspaces.Actions;

/// <summary>
/// Bytes of a program as text without what must not be seen. It is looked at in pieces that end with a line, so that
/// nothing is cut in two where there are lines.
/// </summary>
internal sealed class MaskedText(OwnerMask mask)
{
    private const int Piece = 64 * 1024;

    /// <summary>Of a piece without lines so much is looked at again with the next one.</summary>
    private const int HeldBack = 4096;

    private readonly StringBuilder _text = new();
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();

    /// <param name="utf8">May begin and end within a character.</param>
    /// <returns>What can be shown by now.</returns>
    public string Add(ReadOnlySpan<byte> utf8)
    {
        var letters = new char[Encoding.UTF8.GetMaxCharCount(utf8.Length)];
        _text.Append(letters, 0, _decoder.GetChars(utf8, letters, flush: false));
        if (_text.Length < Piece)
            return "";

        var text = _text.ToString();
        var line = text.LastIndexOf('\n') + 1;
        return Take(text, line > 0 ? line : text.Length - HeldBack);
    }

    /// <returns>The rest.</returns>
    public string End() => Take(_text.ToString(), _text.Length);

    private string Take(string text, int length)
    {
        _text.Remove(0, length);
        return mask.Text(text[..length]);
    }
}
