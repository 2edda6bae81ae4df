using System.Text.Json;
using Nexus.Spec.Blueprints.Reading;
using Nexus.Spec.Loading;
using Nexus.Spec.Templates;
using Nexus.Spec.Yaml;

namespace Nexus.Spec.Blueprints.Checking;

/// <summary>What an action is given, against what it takes.</summary>
internal sealed class ActionCheck(BlueprintContext? context, Problems problems)
{
    public void CheckName(string action, YamlValue at)
    {
        if (context is null || action is "" || context.Actions.ContainsKey(action))
            return;
        problems.Add(BlueprintProblemCodes.UnknownAction, at, $"There is no action '{Show.Short(action)}'.",
            Suggestion.Nearest(action, context.Actions.Keys) is { } near
                ? $"Did you mean '{near}'?" : "Ask the server which it has: nexus action list.");
    }

    public void CheckWith(ReadStep read, ActionTask action, TemplateCheck templates)
    {
        if (action.With.Root is not MapNode given || read.Section.Map("with") is not { } map)
            return;
        var shape = context?.Actions.GetValueOrDefault(action.Action);
        foreach (var (entry, field) in map.Entries.Zip(given.Fields))
        {
            var kinds = templates.Check(field.Value);
            if (shape is not null)
                CheckField(shape, entry, field.Value, kinds);
        }

        foreach (var missing in shape?.Inputs.Where(input => input.IsRequired && !Has(map, input.Name)) ?? [])
        {
            problems.Add(BlueprintProblemCodes.MissingField, map,
                $"'{action.Action}' needs '{missing.Name}'.", $"Add '{missing.Name}:' to 'with'.");
        }
    }

    private static bool Has(YamlMap map, string name) => map.Entries.Any(entry => entry.Key.Text == name);

    private void CheckField(ActionShape shape, YamlEntry entry, TemplateNode node, ValueKinds kinds)
    {
        if (shape.Inputs.FirstOrDefault(input => input.Name == entry.Key.Text) is not { } input)
        {
            if (!shape.TakesAnything)
            {
                problems.Add(BlueprintProblemCodes.UnknownField, entry.Key,
                    $"'{shape.Name}' does not take '{Show.Short(entry.Key.Text)}'.",
                    Suggestion.Nearest(entry.Key.Text, shape.Inputs.Select(known => known.Name)) is { } near
                        ? $"Did you mean '{near}'?"
                        : $"It takes {string.Join(", ", shape.Inputs.Select(known => known.Name))}.");
            }
        }
        else if (!Fits(input, node, kinds))
        {
            problems.Add(BlueprintProblemCodes.WrongType, entry.Value,
                $"'{input.Name}' of '{shape.Name}' must be {InputTypes.Words(input.Type)}, not {Kinds.Words(kinds)}.",
                input.Type is InputType.Text ? "Quote it, or put it into a text: \"{{ ... }}\" with text around it."
                : "Write a value of this type, or an expression that gives one and nothing around it.");
        }
        else if (node is PlainNode { Value: var value } && input.Problem(value) is { } problem)
        {
            problems.Add(ProblemCodes.BadValue, entry.Value, problem.Message, problem.Hint ?? "");
        }
    }

    /// <summary>Null is as good as not there, unless it is needed.</summary>
    private static bool Fits(ActionField input, TemplateNode node, ValueKinds kinds) =>
        node is PlainNode { Value: var value } && value.ValueKind is not JsonValueKind.Null
            ? InputTypes.Fits(value, input.Type)
            : (kinds & (InputTypes.KindsOf(input.Type) | (input.IsRequired ? ValueKinds.None : ValueKinds.Nothing)))
                is not ValueKinds.None;
}
