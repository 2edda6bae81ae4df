using Nexus.Spec.Yaml;

namespace Nexus.Spec.Blueprints.Reading;

/// <summary>Places inside of scalars: where in the file an expression stands.</summary>
internal sealed class SourceMap
{
    private readonly string _text;
    private readonly List<int> _lines = [0];

    public SourceMap(string text)
    {
        _text = text;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '\n')
                _lines.Add(i + 1);
        }
    }

    /// <summary>
    /// The n-th <c>{{</c> of a scalar is the n-th behind its begin in the file, however it is quoted or folded; from
    /// there the file is followed as long as it says the same.
    /// </summary>
    public (int Line, int Column) Place(YamlScalar scalar, int at)
    {
        var opening = scalar.Text.LastIndexOf("{{", Math.Clamp(at, 0, Math.Max(scalar.Text.Length - 1, 0)),
            StringComparison.Ordinal);
        var count = opening < 0 ? 0 : Count(scalar.Text.AsSpan(0, opening));
        if (opening < 0 || Start(scalar) is not { } start)
            return (scalar.Line, scalar.Column);
        var found = start;
        for (var i = 0; i <= count; i++)
        {
            found = _text.IndexOf("{{", found + (i is 0 ? 0 : 2), StringComparison.Ordinal);
            if (found < 0)
                return (scalar.Line, scalar.Column);
        }

        var inside = scalar.Text.AsSpan(opening, Math.Max(at - opening, 0));
        var isSame = _text.AsSpan(found).StartsWith(inside, StringComparison.Ordinal);
        return Position(isSame ? found + inside.Length : found);
    }

    private static int Count(ReadOnlySpan<char> text)
    {
        var count = 0;
        while (text.IndexOf("{{", StringComparison.Ordinal) is var next and >= 0)
        {
            count++;
            text = text[(next + 2)..];
        }

        return count;
    }

    private int? Start(YamlScalar scalar) =>
        scalar.Line <= _lines.Count && _lines[scalar.Line - 1] + scalar.Column - 1 is var start && start < _text.Length
            ? start : null;

    private (int Line, int Column) Position(int offset)
    {
        var found = _lines.BinarySearch(offset);
        var line = found >= 0 ? found : ~found - 1;
        return (line + 1, offset - _lines[line] + 1);
    }
}
