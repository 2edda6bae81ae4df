using System.Text.Json;
using Nexus.Contracts;

namespace Nexus.Spec.Templates;

/// <summary>
/// A value in which texts may hold <c>{{ expressions }}</c>. What they give is put in as it is: values are never read
/// as templates again, whoever they come from.
/// </summary>
public sealed class Template
{
    /// <summary>The one field of a handle: <c>{"$secret": "path"}</c>.</summary>
    public const string SecretKey = "$secret";

    private readonly JsonElement? _constant;

    internal Template(TemplateNode root)
    {
        Root = root;
        var expressions = TemplateTree.Expressions(root).ToList();
        References =
        [
            .. expressions.SelectMany(TemplateTree.Variables)
                .Select(variable => new TemplateReference(variable.Root, variable.Path)).Distinct(),
        ];
        Secrets =
        [
            .. References.Where(name => name.Root is "secrets").Select(name => string.Join('/', name.Path)),
        ];
        if (expressions.Count is 0)
            _constant = new TemplateWriter(new(), new()).Value(root);
    }

    internal TemplateNode Root { get; }

    /// <summary>Every name it asks for, each once.</summary>
    public IReadOnlyList<TemplateReference> References { get; }

    /// <summary>The paths of the secrets it names.</summary>
    public IReadOnlyList<string> Secrets { get; }

    /// <summary>It has no expressions: it is what it is in every scope.</summary>
    public bool IsConstant => _constant is not null;

    /// <summary>Reads a value that comes from elsewhere than a blueprint; names are not checked.</summary>
    /// <returns>Null, and what is wrong with it; or the template and nothing.</returns>
    public static (Template? Template, IReadOnlyList<string> Problems) Parse(JsonElement value)
    {
        var problems = new List<string>();
        try
        {
            var node = TemplateTree.Read(value, problem => problems.Add($"{problem.Message} {problem.Hint}"));
            return problems.Count is 0 ? (new(node), []) : (null, problems);
        }
        catch (InvalidOperationException)
        {
            return (null, ["A text in it is not Unicode."]);
        }
    }

    /// <exception cref="NexusException">
    /// <c>template.bad_value</c>, <c>template.too_large</c> or <c>template.forged_secret</c>; nothing else, whatever
    /// the values are.
    /// </exception>
    public JsonElement Evaluate(TemplateScope scope)
    {
        if (_constant is { } constant)
            return constant;
        try
        {
            return new TemplateWriter(scope, new()).Value(Root);
        }
        catch (JsonException)
        {
            throw TemplateErrors.TooLarge($"a value nested deeper than {TemplateLimits.DeepestValue} levels");
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException)
        {
            // JSON may say "\ud800": half a character, which the library finds when it is asked for the text.
            throw TemplateErrors.BadValue("a text in its values is not Unicode", "Correct it where it comes from.");
        }
    }

    /// <summary>The same, for conditions: null is false.</summary>
    /// <exception cref="NexusException">As above, also when it is anything else than true, false or null.</exception>
    public bool IsTrue(TemplateScope scope) => Evaluation.IsTrue(Evaluate(scope), "when");

    /// <summary>The same, as text: <c>null</c> is the empty one.</summary>
    /// <exception cref="NexusException">As above.</exception>
    public string Text(TemplateScope scope)
    {
        var value = Evaluate(scope);
        return value.ValueKind is JsonValueKind.String ? value.GetString() ?? "" : Json.Text(value, new());
    }
}
