namespace Nexus.Spec.Templates;

/// <summary>
/// One expression, from behind its <c>{{</c> to its <c>}}</c>. The first problem ends it: all that follows is read as
/// the end of the text, so that every loop here ends, too.
/// </summary>
internal sealed partial class ExpressionParser
{
    private readonly string _text;
    private readonly int _opening;
    private readonly Lexer _lexer;
    private Token _token;
    private int _depth;

    public ExpressionParser(string text, int opening)
    {
        (_text, _opening) = (text, opening);
        var end = Math.Min(text.Length, opening + 2 + TemplateLimits.LongestExpression + 2);
        _lexer = new(text, opening + 2, end);
        _token = new(TokenKind.End, "", opening);
    }

    public TemplateProblem? Problem { get; private set; }

    /// <summary>Behind the closing braces; only when there is no problem.</summary>
    public int End { get; private set; }

    public Expression Parse()
    {
        Advance();
        var expression = Whole();
        if (Problem is null && _token.Is("}") && _token.At + 1 < _text.Length && _text[_token.At + 1] is '}')
            End = _token.At + 2;
        else if (_token.Kind is TokenKind.End && _text.Length - _opening > TemplateLimits.LongestExpression)
            Fail(TemplateProblemCodes.TooLarge, "This expression has more than 4096 characters.", "Use a transform.");
        else
            Unexpected("'}}'");
        return expression;
    }

    /// <summary><c>x if condition else y</c>, or what binds stronger.</summary>
    private Expression Whole()
    {
        if (_depth >= TemplateLimits.Deepest)
        {
            Fail(TemplateProblemCodes.TooLarge, $"This is nested deeper than {TemplateLimits.Deepest} levels.",
                "Use a transform for a part of it.");
            return new Constant(Json.Null, _token.At);
        }

        _depth++;
        var value = Or();
        if (TakeWord("if"))
        {
            var condition = Or();
            if (!TakeWord("else"))
                Unexpected("'else'");
            value = new Conditional(value, condition, Whole(), value.At);
        }

        _depth--;
        return value;
    }

    private Expression Or() => Words("or", () => Words("and", Negated, isAnd: true), isAnd: false);

    private Expression Words(string word, Func<Expression> operand, bool isAnd)
    {
        var first = operand();
        if (!_token.IsWord(word))
            return first;
        var all = new List<Expression> { first };
        while (TakeWord(word))
            all.Add(operand());
        return new Logic(isAnd, all, first.At);
    }

    private Expression Negated()
    {
        var at = _token.At;
        var count = 0;
        while (TakeWord("not"))
            count++;
        var of = Compared();
        return count is 0 ? of : count % 2 is 1 ? new Not(of, at) : new Not(new Not(of, at), at);
    }

    private Expression Compared()
    {
        var left = Sum();
        if (_token is not { Kind: TokenKind.Sign, Text: "==" or "!=" or "<" or "<=" or ">" or ">=" })
            return left;
        var sign = _token.Text;
        Advance();
        return new Comparison(left, sign, Sum(), left.At);
    }

    private Expression Sum() => Signs("+-", () => Signs("*/%", Signed));

    private Expression Signs(string signs, Func<Expression> operand)
    {
        var first = operand();
        var rest = new List<Operation>();
        while (_token.Kind is TokenKind.Sign && _token.Text.Length is 1
            && signs.Contains(_token.Text, StringComparison.Ordinal))
        {
            var sign = _token.Text[0];
            Advance();
            rest.Add(new(sign, operand()));
        }

        return rest.Count is 0 ? first : new Arithmetic(first, rest, first.At);
    }

    private Expression Signed()
    {
        var at = _token.At;
        var count = 0;
        while (Take("-"))
            count++;
        var of = Postfix();
        return count is 0 ? of : count % 2 is 1 ? new Negative(of, at) : new Negative(new Negative(of, at), at);
    }

    private bool TakeWord(string word)
    {
        if (!_token.IsWord(word))
            return false;
        Advance();
        return true;
    }

    private bool Take(string sign)
    {
        if (!_token.Is(sign))
            return false;
        Advance();
        return true;
    }

    private void Expect(string sign)
    {
        if (!Take(sign))
            Unexpected($"'{sign}'");
    }

    private void Advance()
    {
        if (Problem is not null)
            return;
        _token = _lexer.Next();
        if (_token.Kind is TokenKind.Bad)
            Fail(TemplateProblemCodes.Syntax, _token.Text, "Correct the expression.");
    }

    private void Unexpected(string wanted) => Fail(
        TemplateProblemCodes.Syntax,
        _token.Kind is TokenKind.End
            ? $"The expression ends before {wanted}."
            : $"Here stands '{Loading.Show.Short(_token.Text)}', where {wanted} is wanted.",
        "An expression stands between {{ and }}; a text that begins with {{ is quoted in YAML.");

    private void Fail(string code, string message, string hint, int? at = null)
    {
        Problem ??= new(_opening, at ?? _token.At, code, message, hint);
        _token = new(TokenKind.End, "", _token.At);
    }
}
