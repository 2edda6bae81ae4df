using System.Text.Json;
using Nexus.Spec.Loading;
using Nexus.Spec.Templates;
using Nexus.Spec.Yaml;

namespace Nexus.Spec.Blueprints.Reading;

/// <summary>Values with templates in them; each text remembers where it stands.</summary>
internal sealed class TemplateReader(Problems problems, SourceMap source)
{
    public SourceMap Source => source;

    public Template Read(YamlValue value) => new(Node(value));

    private TemplateNode Node(YamlValue value) => value switch
    {
        YamlScalar scalar => Text(scalar),
        YamlList list => new ListNode([.. list.Items.Select(Node)]),
        YamlMap map => new MapNode([.. map.Entries.Select(Field)]),
        _ => new PlainNode(Json.Null),
    };

    private KeyValuePair<string, TemplateNode> Field(YamlEntry entry)
    {
        if (entry.Key.Text is Template.SecretKey)
        {
            problems.Add(TemplateProblemCodes.Secret, entry.Key, $"'{Template.SecretKey}' is not written out.",
                "Write {{ secrets[\"path\"] }}.");
        }

        return KeyValuePair.Create(YamlJson.Text(entry.Key), Node(entry.Value));
    }

    private TemplateNode Text(YamlScalar scalar)
    {
        var json = YamlJson.Scalar(scalar);
        TemplateNode node = json.ValueKind is JsonValueKind.String
            ? TemplateText.Read(YamlJson.Text(scalar), Report) : new PlainNode(json);
        return node with { Source = scalar };

        void Report(TemplateProblem problem)
        {
            var (line, column) = problems.IsFull ? (scalar.Line, scalar.Column) : source.Place(scalar, problem.At);
            problems.Add(problem.Code, line, column, problem.Message, problem.Hint);
        }
    }
}
