using System.Security.Cryptography;
using System.Text;
using Nexus.Spec.Blueprints.Checking;
using Nexus.Spec.Blueprints.Reading;
using Nexus.Spec.Loading;
using Nexus.Spec.Templates;
using Nexus.Spec.Yaml;

namespace Nexus.Spec.Blueprints;

/// <summary>Reads blueprints, YAML or JSON.</summary>
public static class BlueprintLoader
{
    /// <summary>Reports every problem at once, and never throws because of what a text contains.</summary>
    /// <param name="context">What the server can do; null when it cannot be asked.</param>
    /// <param name="fileName">What to call the text in problems.</param>
    public static BlueprintResult Load(
        string text, BlueprintContext? context = null, string fileName = "blueprint.yaml") =>
        Load(text, context, new Problems(fileName));

    /// <summary>The same of a file as it lies on the disk, whatever bytes it has.</summary>
    public static BlueprintResult Load(
        ReadOnlySpan<byte> content, BlueprintContext? context = null, string fileName = "blueprint.yaml")
    {
        var problems = new Problems(fileName);
        return Load(Utf8Text.Read(content, problems), context, problems);
    }

    private static BlueprintResult Load(string text, BlueprintContext? context, Problems problems)
    {
        var root = new YamlReader(problems).Read(text);
        if (problems.IsEmpty && root is not YamlMap)
        {
            problems.Add(ProblemCodes.WrongType, root?.Line ?? 1, root?.Column ?? 1,
                $"A blueprint must be a mapping, not {root?.Kind ?? "nothing"}.", "Begin with 'id: bp.NAME'.");
        }

        if (root is not YamlMap map || YamlJson.Read(map, problems) is not { } definition)
            return new(null, problems.InOrder());

        var templates = new TemplateReader(problems, new(text));
        var read = new BlueprintReader(problems, templates).Read(map);
        BlueprintChecks.Check(read, context, problems, templates.Source);
        if (!problems.IsEmpty)
            return new(null, problems.InOrder());

        var canonical = CanonicalJson.Of(definition);
        return new(
            read.Blueprint with
            {
                Canonical = canonical,
                Revision = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical))),
            }, []);
    }
}
