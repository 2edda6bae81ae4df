using Nexus.Spec.Loading;
using YamlDotNet.Core.Events;

namespace Nexus.Spec.Yaml;

/// <summary>A list or mapping whose end has not been read yet.</summary>
internal sealed class OpenNode(NodeEvent start)
{
    public NodeEvent Start => start;

    /// <summary>Items of a list; keys and values of a mapping in turn.</summary>
    public List<YamlValue> Parts { get; } = [];

    public YamlValue Close(Problems problems)
    {
        var (line, column) = (YamlReader.Line(start), YamlReader.Column(start));
        return start is SequenceStart
            ? new YamlList(Parts, line, column)
            : new YamlMap([.. Entries(problems)], line, column);
    }

    private IEnumerable<YamlEntry> Entries(Problems problems)
    {
        var seen = new Dictionary<string, YamlScalar>(StringComparer.Ordinal);
        for (var i = 0; i + 1 < Parts.Count; i += 2)
        {
            if (Parts[i] is not YamlScalar key)
            {
                problems.Add(ProblemCodes.WrongType, Parts[i], "A key must be text.",
                    Parts[i] is YamlMap ? "Quote a text that begins with {{." : "Write 'key: value'.");
            }
            else if (seen.TryGetValue(key.Text, out var first))
            {
                problems.Add(ProblemCodes.DuplicateKey, key,
                    $"'{Show.Short(key.Text)}' stands here a second time; the first is on line {first.Line}.",
                    "Keep one of them.");
            }
            else
            {
                seen.Add(key.Text, key);
                yield return new(key, Parts[i + 1]);
            }
        }
    }
}
