using System.Text.Json;

namespace Nexus.Spec.Templates;

/// <summary>What stands between <c>{{</c> and <c>}}</c>.</summary>
/// <param name="At">Where it begins in its text, for problems.</param>
internal abstract record Expression(int At);

internal sealed record Constant(JsonElement Value, int At) : Expression(At);

/// <summary>A name and the way down from it: <c>event.data["host"]</c>.</summary>
internal sealed record Variable(string Root, IReadOnlyList<Expression> Keys, int At) : Expression(At)
{
    /// <summary>The keys that are written out, up to the first that is calculated.</summary>
    public IReadOnlyList<string> Path { get; } =
        [.. Keys.TakeWhile(key => key is Constant).Select(key => Spelled((Constant)key))];

    public bool IsWrittenOut => Path.Count == Keys.Count;

    private static string Spelled(Constant key) => key.Value.ValueKind is JsonValueKind.String
        ? key.Value.GetString() ?? "" : key.Value.GetRawText();
}

/// <summary>The way down from a calculated value: <c>first(list).name</c>.</summary>
internal sealed record Member(Expression From, IReadOnlyList<Expression> Keys, int At) : Expression(At);

internal sealed record Negative(Expression Of, int At) : Expression(At);

internal sealed record Not(Expression Of, int At) : Expression(At);

/// <summary>All of them for <c>and</c>, one for <c>or</c>; asked from the left, no further than needed.</summary>
internal sealed record Logic(bool IsAnd, IReadOnlyList<Expression> Of, int At) : Expression(At);

/// <summary>A chain of one strength: <c>a + b - c</c>. A list, so that a long one is not a deep one.</summary>
internal sealed record Arithmetic(Expression First, IReadOnlyList<Operation> Rest, int At) : Expression(At);

internal sealed record Operation(char Sign, Expression Right);

internal sealed record Comparison(Expression Left, string Sign, Expression Right, int At) : Expression(At);

internal sealed record Conditional(Expression Then, Expression If, Expression Else, int At) : Expression(At);

internal sealed record Call(Function Function, IReadOnlyList<Expression> Arguments, int At) : Expression(At);

internal sealed record ListOf(IReadOnlyList<Expression> Items, int At) : Expression(At);

internal sealed record ObjectOf(IReadOnlyList<KeyValuePair<string, Expression>> Entries, int At) : Expression(At);
