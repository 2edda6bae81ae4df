using System.Text;
using Nexus.Spec.Loading;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Nexus.Spec.Yaml;

/// <summary>
/// Text to values, without recursion and within bounds: a hostile file costs no more than an honest one of its size.
/// </summary>
internal sealed class YamlReader(Problems problems)
{
    public const int LargestFile = 256 * 1024;
    public const int Deepest = 32;

    private readonly Dictionary<string, YamlValue> _anchors = new(StringComparer.Ordinal);
    private readonly Stack<OpenNode> _open = new();
    private YamlValue? _root;

    /// <summary>Null when the text is empty or cannot be read; the problems tell which.</summary>
    public YamlValue? Read(string text)
    {
        if (Encoding.UTF8.GetByteCount(text) > LargestFile)
        {
            problems.Add(ProblemCodes.TooLarge, 1, 1, "The file is larger than 256 KiB.", "Keep data elsewhere.");
            return null;
        }

        var parser = new Parser(new StringReader(text));
        try
        {
            return ReadAll(parser);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The parser reports bad text by YamlException, but on random bytes also by whatever its code ran into.
            var at = (e as YamlException)?.Start ?? parser.Current?.End ?? Mark.Empty;
            SyntaxProblem.Report(problems, text, (int)at.Line, (int)at.Column, e is YamlException ? e.Message : null);
            return null;
        }
    }

    private YamlValue? ReadAll(Parser parser)
    {
        var documents = 0;
        while (parser.MoveNext())
        {
            switch (parser.Current)
            {
                case DocumentStart start when ++documents > 1:
                    problems.Add(ProblemCodes.Syntax, Line(start), Column(start),
                        "A second document begins here.", "Remove the '---' and what follows it.");
                    return null;
                case NodeEvent node when _open.Count >= Deepest && node is (MappingStart or SequenceStart):
                    problems.Add(ProblemCodes.TooDeep, Line(node), Column(node),
                        $"The text is nested deeper than {Deepest} levels.", "Flatten it.");
                    return null;
                case MappingStart or SequenceStart:
                    _open.Push(new((NodeEvent)parser.Current));
                    break;
                case MappingEnd or SequenceEnd:
                    var closed = _open.Pop();
                    Place(closed.Close(problems), closed.Start.Anchor);
                    break;
                case Scalar scalar:
                    Place(
                        new YamlScalar(
                            WithoutNul(scalar), scalar.Style is ScalarStyle.Plain, Line(scalar), Column(scalar)),
                        scalar.Anchor);
                    break;
                case AnchorAlias alias:
                    Place(Named(alias), AnchorName.Empty);
                    break;
            }
        }

        return _root;
    }

    private void Place(YamlValue value, AnchorName anchor)
    {
        if (!anchor.IsEmpty)
            _anchors[anchor.Value] = value;
        if (_open.TryPeek(out var parent))
            parent.Parts.Add(value);
        else
            _root = value;
    }

    /// <summary>No program can be given one, and files and protocols end at it.</summary>
    private string WithoutNul(Scalar scalar)
    {
        if (!scalar.Value.Contains('\0', StringComparison.Ordinal))
            return scalar.Value;
        problems.Add(ProblemCodes.BadValue, Line(scalar), Column(scalar),
            "A NUL character stands in this text.", "Remove the '\\0'.");
        return scalar.Value.Replace("\0", "", StringComparison.Ordinal);
    }

    private YamlValue Named(AnchorAlias alias)
    {
        if (_anchors.TryGetValue(alias.Value.Value, out var value))
            return value;
        problems.Add(ProblemCodes.Syntax, Line(alias), Column(alias),
            $"There is no anchor '&{Show.Short(alias.Value.Value)}' before this alias.", "Write the value out.");
        return new YamlScalar("", IsPlain: true, Line(alias), Column(alias));
    }

    internal static int Line(ParsingEvent at) => (int)at.Start.Line;

    internal static int Column(ParsingEvent at) => (int)at.Start.Column;
}
