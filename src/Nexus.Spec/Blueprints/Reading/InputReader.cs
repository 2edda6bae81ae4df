using System.Text.Json;
using Nexus.Spec.Loading;
using Nexus.Spec.Yaml;

namespace Nexus.Spec.Blueprints.Reading;

/// <summary>The <c>inputs</c> of a blueprint.</summary>
internal sealed class InputReader(Problems problems)
{
    private const int Most = 100;

    public IReadOnlyList<ReadInput> Read(Section top) =>
    [
        .. from section in BlueprintReader.Each(problems, top, "inputs", Most, _ => BlueprintKeys.Input)
           let input = One(section)
           where input is not null
           select new ReadInput(input, section),
    ];

    private BlueprintInput? One(Section section)
    {
        var name = BlueprintReader.Named(
            problems, section, "name", Names.IsVariable, "Use letters, digits and underscores.");
        var type = InputTypes.Read(section.Choice("type", InputTypes.All));
        var from = From(section);
        var values = section.List("enum")?.Items.Select(item => Typed(section, "enum", item, type)).ToList() ?? [];
        var fallback = section.Value("default") is { } value
            ? Typed(section, "default", value, type) : (JsonElement?)null;
        if (fallback is { } one && values.Count > 0 && !values.Exists(known => JsonElement.DeepEquals(known, one)))
        {
            problems.Add(BlueprintProblemCodes.WrongType, section.Value("default") ?? section.At,
                $"{section.Full("default")} is none of 'enum'.", "Choose one of them.");
        }

        var isRequired = section.Flag("required") ?? fallback is null;
        _ = section.Text("description");
        return name is null ? null : new()
        {
            Name = name,
            Type = type,
            From = from ?? ["data", name],
            IsRequired = isRequired,
            Default = fallback,
            Enum = values,
            Description = section.Text("description"),
        };
    }

    private string[]? From(Section section)
    {
        if (section.Text("from") is not { } text || section.Value("from") is not { } at)
            return null;
        var path = text.Split('.');
        if (path is ["event", _, ..] && path.All(Names.IsVariable) && EventFields.Has(path[1..]))
            return path[1..];
        var near = path is ["event", var wrong, ..] ? Suggestion.Nearest(wrong, EventFields.Names) : null;
        problems.Add(ProblemCodes.BadValue, at, $"{section.Full("from")} cannot be '{Show.Short(text)}'.",
            near is null ? "Name a part of the event, e.g. event.data.host." : $"Did you mean 'event.{near}'?");
        return null;
    }

    private JsonElement Typed(Section section, string key, YamlValue value, InputType type)
    {
        var json = YamlJson.Read(value, problems) ?? default;
        if (!InputTypes.Fits(json, type))
        {
            problems.Add(BlueprintProblemCodes.WrongType, value,
                $"{section.Full(key)} must be {InputTypes.Words(type)}, not {InputTypes.Words(json)}.",
                type is InputType.Text ? "Quote it." : "Write a value of this type, without quotes.");
        }

        return json;
    }
}
