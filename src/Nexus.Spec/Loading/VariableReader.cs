using Nexus.Spec.Keys;
using Nexus.Spec.Yaml;

namespace Nexus.Spec.Loading;

/// <summary>The <c>environment</c> of a service: texts, and secrets by their paths.</summary>
internal sealed class VariableReader(Problems problems)
{
    public (IReadOnlyDictionary<string, string> Texts, IReadOnlyDictionary<string, string> Secrets) Read(
        Section service, string path)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        var secrets = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in service.Map("environment")?.Entries ?? [])
        {
            var name = Show.Short(key.Text);
            if (!Scalars.IsVariable(key.Text))
            {
                problems.Add(ProblemCodes.BadName, key, $"'{name}' is not a name of a variable.",
                    "Use letters, digits and underscores.");
            }

            if (value is YamlScalar scalar)
            {
                texts[key.Text] = scalar.IsNull ? "" : scalar.Text;
            }
            else if (value is YamlMap map)
            {
                secrets[key.Text] = Secret(new(map, ConfigKeys.Variable, $"{path}.environment.{name}", problems)) ?? "";
            }
            else
            {
                problems.Add(ProblemCodes.WrongType, value,
                    $"{service.Full($"environment.{name}")} must be text, not {value.Kind}.", "Quote it.");
            }
        }

        return (texts, secrets);
    }

    private string? Secret(Section section)
    {
        var path = section.Text("secret");
        if (path is not null && section.Value("secret") is { } at && !SecretNames.IsOne(path))
        {
            problems.Add(ProblemCodes.BadValue, at,
                $"{section.Full("secret")} cannot be '{Show.Short(path)}'.",
                "Write the path of a secret of your own: user/me/NAME.");
        }

        return path;
    }
}
