using Nexus.Spec.Loading;
using Nexus.Spec.Templates;

namespace Nexus.Spec.Blueprints.Checking;

/// <summary>The names one template may use.</summary>
internal sealed record NameScope
{
    public static NameScope OfEvent { get; } = new() { Roots = ["event"] };

    public required IReadOnlyList<string> Roots { get; init; }

    public IReadOnlyList<BlueprintInput> Inputs { get; init; } = [];

    /// <summary>All there are; others than those below are known, but not there yet.</summary>
    public IReadOnlyList<BlueprintStep> Steps { get; init; } = [];

    public IReadOnlySet<string> Upstream { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Of a step that is done when the run has failed.</summary>
    public bool IsOfFailure { get; init; }

    public BlueprintContext? Context { get; init; }

    /// <summary>What a name may be; what it cannot mean is reported as code, sentence and hint.</summary>
    public ValueKinds Kinds(Variable variable, Action<string, string, string> report)
    {
        if (!Roots.Contains(variable.Root, StringComparer.Ordinal))
            return Unknown(variable, report);
        return variable.Root switch
        {
            "inputs" => Input(variable, report),
            "event" => Event(variable, report),
            "steps" => Step(variable, report),
            "index" => ValueKinds.Number,
            "run" => Run(variable, report),
            _ => ValueKinds.Any,
        };
    }

    private ValueKinds Unknown(Variable variable, Action<string, string, string> report)
    {
        var name = Show.Short(variable.Root);
        var hint = variable.Root switch
        {
            "item" or "index" => "It is known in what a step with 'for_each' does.",
            _ when Inputs.Any(input => input.Name == variable.Root) => $"Write inputs.{name}.",
            _ when Steps.Any(step => step.Id == variable.Root) => $"Write steps.{name}.outputs.NAME.",
            _ when Functions.All.TryGetValue(variable.Root, out var function) => $"Write {function.Signature}.",
            _ when Suggestion.Nearest(variable.Root, Roots) is { } near => $"Did you mean '{near}'?",
            _ => $"Known here: {string.Join(", ", Roots)}; a text stands in quotes.",
        };
        report(TemplateProblemCodes.UnknownName, $"'{name}' means nothing here.", hint);
        return ValueKinds.Any;
    }

    private ValueKinds Input(Variable variable, Action<string, string, string> report)
    {
        if (variable.Keys.Count is 0)
            return ValueKinds.Map;
        if (variable.Path is not [var name, ..])
            return NotWrittenOut("inputs", report);
        if (Inputs.FirstOrDefault(input => input.Name == name) is not { } found)
        {
            report(BlueprintProblemCodes.UnknownInput, $"There is no input '{Show.Short(name)}'.",
                Suggestion.Nearest(name, Inputs.Select(input => input.Name)) is { } near
                    ? $"Did you mean '{near}'?" : $"Declare it: inputs: [{{name: {Show.Short(name)}}}].");
            return ValueKinds.Any;
        }

        var kinds = InputTypes.KindsOf(found.Type);
        if (variable.Keys.Count > 1)
            return Below($"inputs.{name}", kinds, report);
        return found.IsRequired || found.Default is not null ? kinds : kinds | ValueKinds.Nothing;
    }

    private static ValueKinds Event(Variable variable, Action<string, string, string> report)
    {
        if (!variable.IsWrittenOut && variable.Path is not ["data", ..])
            return NotWrittenOut("event", report);
        if (EventFields.KindsOf(variable.Path) is { } kinds)
            return kinds;
        var name = variable.Path[0];
        report(TemplateProblemCodes.UnknownName, $"An event has no '{Show.Short(string.Join('.', variable.Path))}'.",
            EventFields.Has([name]) && name is not "resource" ? "Nothing is below it."
            : Suggestion.Nearest(name, EventFields.Names) is { } near && near != name ? $"Did you mean 'event.{near}'?"
            : $"What its sender says is in event.data, e.g. event.data.{Show.Short(name)}.");
        return ValueKinds.Any;
    }

    private ValueKinds Run(Variable variable, Action<string, string, string> report)
    {
        if (variable is { Path: ["id"], Keys.Count: 1 })
            return ValueKinds.Text;
        if (IsOfFailure && variable.IsWrittenOut)
        {
            switch (variable.Path)
            {
                case ["error"]:
                    return ValueKinds.Map;
                case ["error", "code" or "message"]:
                    return ValueKinds.Text;
                case ["error", "hint"]:
                    return ValueKinds.Text | ValueKinds.Nothing;
            }
        }

        report(TemplateProblemCodes.UnknownName,
            IsOfFailure ? "Of a run its id and why it failed are known." : "Of a run only its id is known.",
            IsOfFailure ? "Write run.id, run.error.code, run.error.message or run.error.hint."
            : variable.Path is ["error", ..] ? "run.error is known to the steps of 'on_failure'." : "Write run.id.");
        return ValueKinds.Any;
    }

    private ValueKinds Step(Variable variable, Action<string, string, string> report)
    {
        if (variable.Path is not [var id, ..])
            return NotWrittenOut("steps", report);
        if (Steps.FirstOrDefault(step => step.Id == id) is not { } found)
        {
            report(BlueprintProblemCodes.UnknownStep, $"There is no step '{Show.Short(id)}'.",
                Suggestion.Nearest(id, Steps.Select(step => step.Id)) is { } near
                    ? $"Did you mean '{near}'?" : "Name a step of this blueprint.");
            return ValueKinds.Any;
        }

        if (!Upstream.Contains(id))
        {
            report(BlueprintProblemCodes.NotUpstream, $"Step '{Show.Short(id)}' need not have ended before this.",
                $"Add '{Show.Short(id)}' to the needs of this step.");
        }

        return variable.Path switch
        {
            [_, "status"] when variable.Keys.Count is 2 => ValueKinds.Text,
            [_, "outputs", ..] => Output(found, variable, report),
            _ => Unknown(id, report),
        };
    }

    private static ValueKinds Unknown(string id, Action<string, string, string> report)
    {
        report(TemplateProblemCodes.UnknownName, $"Of step '{Show.Short(id)}' the outputs and the status are known.",
            $"Write steps.{Show.Short(id)}.outputs.NAME, or steps.{Show.Short(id)}.status.");
        return ValueKinds.Any;
    }

    private ValueKinds Output(BlueprintStep step, Variable variable, Action<string, string, string> report)
    {
        if (variable.Keys.Count is 2)
            return step.ForEach is null ? ValueKinds.Map | ValueKinds.Nothing : ValueKinds.List | ValueKinds.Nothing;
        var outputs = StepOutputs.Of(step, Context);
        if (step.ForEach is not null)
        {
            if (variable.Path.Count > 2 && !char.IsAsciiDigit(variable.Path[2].FirstOrDefault('0')))
            {
                report(BlueprintProblemCodes.UnknownOutput,
                    $"The outputs of '{step.Id}' are a list: it has a for_each.",
                    $"Write pluck(steps.{step.Id}.outputs, \"{Show.Short(variable.Path[2])}\").");
            }
        }
        else if (variable.Path.Count > 2 && outputs is not null
            && !outputs.Contains(variable.Path[2], StringComparer.Ordinal))
        {
            report(BlueprintProblemCodes.UnknownOutput,
                $"Step '{step.Id}' has no output '{Show.Short(variable.Path[2])}'.",
                Suggestion.Nearest(variable.Path[2], outputs) is { } near
                    ? $"Did you mean '{near}'?" : $"It has {string.Join(", ", outputs)}.");
        }

        return ValueKinds.Any;
    }

    private static ValueKinds Below(string name, ValueKinds kinds, Action<string, string, string> report)
    {
        if (Templates.Kinds.Disagree(ValueKinds.List | ValueKinds.Map, kinds))
        {
            report(TemplateProblemCodes.WrongType,
                $"There is nothing below {name}: it is {Templates.Kinds.Words(kinds)}.",
                "Declare it with 'type: object', or end the name here.");
        }

        return ValueKinds.Any;
    }

    private static ValueKinds NotWrittenOut(string root, Action<string, string, string> report)
    {
        report(TemplateProblemCodes.UnknownName, $"What is taken from '{root}' is named, not calculated.",
            $"Write {root}.NAME.");
        return ValueKinds.Any;
    }
}
