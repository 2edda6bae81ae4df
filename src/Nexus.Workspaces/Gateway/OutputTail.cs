using System.Text;

namespace Nexus.Workspaces.Gateway;

/// <summary>The last lines of what a program printed, for a message.</summary>
internal sealed class OutputTail
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
