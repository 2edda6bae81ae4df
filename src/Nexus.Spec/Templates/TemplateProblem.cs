namespace Nexus.Spec.Templates;

/// <summary>What is wrong in one text.</summary>
/// <param name="Opening">Where its <c>{{</c> stands in the text.</param>
/// <param name="At">The place itself, in the text.</param>
/// <param name="Code">A row of <see cref="TemplateProblemCodes"/>.</param>
internal sealed record TemplateProblem(int Opening, int At, string Code, string Message, string Hint);

/// <summary>The codes of what can be wrong in a template before it has values.</summary>
public static class TemplateProblemCodes
{
    public const string Secret = "template.secret";
    public const string Syntax = "template.syntax";
    public const string TooLarge = "template.too_large";
    public const string UnknownFunction = "template.unknown_function";
    public const string UnknownName = "template.unknown_name";
    public const string UnknownSecret = "template.unknown_secret";
    public const string WrongType = "template.wrong_type";

    public static IReadOnlyDictionary<string, string> All { get; } =
        new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [Secret] = "A secret is used where its value would become text, or outside of `with`.",
            [Syntax] = "What stands between `{{` and `}}` is no expression.",
            [TooLarge] = "An expression is longer than 4096 characters, or nested deeper than 32 levels.",
            [UnknownFunction] = "There is no function of this name, or not with so many arguments.",
            [UnknownName] = "A name means nothing here.",
            [UnknownSecret] = "There is no such secret, its path is none, or it is not the owner's to use.",
            [WrongType] = "A value is of another kind than is needed.",
        };
}
