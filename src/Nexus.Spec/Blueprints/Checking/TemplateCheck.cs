using Nexus.Contracts;
using Nexus.Spec.Blueprints.Reading;
using Nexus.Spec.Loading;
using Nexus.Spec.Templates;
using Nexus.Spec.Yaml;

namespace Nexus.Spec.Blueprints.Checking;

/// <summary>One template against the names it may use.</summary>
internal sealed class TemplateCheck(NameScope names, Problems problems, SourceMap source)
{
    private YamlScalar? _text;

    /// <summary>In <c>with</c>, a secret may be a value.</summary>
    public bool MayNameSecrets { get; init; }

    /// <summary>See <see cref="BlueprintContext.Secret"/>; null: nobody can be asked.</summary>
    public Func<string, NexusError?>? SecretProblem { get; init; }

    /// <summary>What it gives, as far as that is known.</summary>
    public ValueKinds Check(TemplateNode node)
    {
        _text = node.Source ?? _text;
        switch (node)
        {
            case WholeNode { IsSecret: true } whole:
                Secret((Variable)whole.Expression);
                return ValueKinds.Any;
            case WholeNode whole:
                return Typing().Of(whole.Expression);
            case MixedNode mixed:
                foreach (var part in mixed.Parts.Select(part => part.Expression).OfType<Expression>())
                    Typing().Of(part);
                return ValueKinds.Text;
            case ListNode list:
                foreach (var item in list.Items)
                    Check(item);
                return ValueKinds.List;
            case MapNode map:
                foreach (var field in map.Fields)
                    Check(field.Value);
                return ValueKinds.Map;
            default:
                return node is PlainNode plain ? Kinds.Of(plain.Value) : ValueKinds.Any;
        }
    }

    /// <summary>The same, and it must be able to be this.</summary>
    public void Check(Template? template, YamlValue? at, ValueKinds wanted, string what)
    {
        if (template is null || at is null)
            return;
        var given = Check(template.Root);
        if (Kinds.Disagree(wanted, given))
        {
            problems.Add(TemplateProblemCodes.WrongType, at,
                $"'{what}' needs {Kinds.Words(wanted)}, not {Kinds.Words(given)}.",
                given is ValueKinds.Text ? "Write an expression, and nothing around it: \"{{ ... }}\"."
                : "Change the expression.");
        }
    }

    private Typing Typing() =>
        new(Named, (at, message, hint) => Report(at, TemplateProblemCodes.WrongType, message, hint));

    private ValueKinds Named(Variable variable)
    {
        if (variable.Root is not "secrets")
        {
            return names.Kinds(
                variable, (code, message, hint) => Report(variable.At, code, message, hint));
        }

        Report(variable.At, TemplateProblemCodes.Secret, "A secret cannot be part of a text or of an expression.",
            MayNameSecrets ? "Make it the whole value: \"{{ secrets['path'] }}\"."
            : "Name it in 'with' of an action.");
        return ValueKinds.Any;
    }

    private void Secret(Variable variable)
    {
        if (!MayNameSecrets)
        {
            Report(variable.At, TemplateProblemCodes.Secret, "A secret may be named only in 'with'.",
                "Pass it to the action that needs it.");
        }
        else if (variable is not { Keys.Count: 1, Path: [{ Length: > 0 } path] })
        {
            Report(variable.At, TemplateProblemCodes.Secret, "A secret is named by its path, written out.",
                "Write secrets[\"team/ops/key\"].");
        }
        else if (!SecretNames.IsPath(path))
        {
            Report(variable.At, TemplateProblemCodes.UnknownSecret, $"'{Show.Short(path)}' is no path of a secret.",
                "Write sys/providers/NAME, sys/integrations/NAME, team/TEAM/NAME or user/me/NAME.");
        }
        else if (SecretProblem?.Invoke(path) is { } problem)
        {
            Report(variable.At, TemplateProblemCodes.UnknownSecret, problem.Message, problem.Hint ?? "");
        }
    }

    private void Report(int at, string code, string message, string hint)
    {
        var (line, column) = _text is { } text && !problems.IsFull ? source.Place(text, at) : (1, 1);
        problems.Add(code, line, column, message, hint);
    }
}
