using System.Text;

namespace Nexus.Workspaced.Dependencies;

/// <summary>The end of what a command printed, for a message.</summary>
internal sealed class TextTail
{
    private const int Longest = 2000;
    private readonly StringBuilder _text = new();

    public void Add(ReadOnlySpan<byte> utf8)
    {
        _text.Append(Encoding.UTF8.GetString(utf8));
        if (_text.Length > Longest)
            _text.Remove(0, _text.Length - Longest);
    }

    public override string ToString() => _text.ToString().Trim();
}
