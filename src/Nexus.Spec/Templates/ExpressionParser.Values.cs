using System.Text;

namespace Nexus.Spec.Templates;

/// <summary>Literals, names, calls, and the way down from them.</summary>
internal sealed partial class ExpressionParser
{
    private Expression Postfix()
    {
        var at = _token.At;
        if (_token.Kind is TokenKind.Name && !IsLiteral(_token.Text))
        {
            var name = _token.Text;
            Advance();
            if (_token.Is("("))
                return Below(Called(name, at), at);
            return new Variable(name, Keys(), at);
        }

        return Below(Primary(), at);
    }

    private Expression Below(Expression value, int at) =>
        Keys() is { Count: > 0 } keys ? new Member(value, keys, at) : value;

    private List<Expression> Keys()
    {
        var keys = new List<Expression>();
        while (true)
        {
            if (Take("."))
            {
                if (_token.Kind is not TokenKind.Name)
                    Unexpected("a name");
                keys.Add(Text(_token));
                Advance();
            }
            else if (Take("["))
            {
                keys.Add(Whole());
                Expect("]");
            }
            else
            {
                return keys;
            }
        }
    }

    private Expression Primary()
    {
        var token = _token;
        switch (token.Kind)
        {
            case TokenKind.Name when token.Text is "true" or "false" or "null":
                Advance();
                return new Constant(
                    token.Text switch { "true" => Json.True, "false" => Json.False, _ => Json.Null }, token.At);
            case TokenKind.Text:
                Advance();
                return Text(token);
            case TokenKind.Number:
                Advance();
                return new Constant(Json.Parse(Encoding.UTF8.GetBytes(token.Text)), token.At);
            case TokenKind.Sign when Take("("):
                var inner = Whole();
                Expect(")");
                return inner;
            case TokenKind.Sign when Take("["):
                return new ListOf(Items("]"), token.At);
            case TokenKind.Sign when Take("{"):
                return new ObjectOf(Entries(), token.At);
            default:
                Unexpected("a value");
                return new Constant(Json.Null, token.At);
        }
    }

    private Expression Called(string name, int at)
    {
        Expect("(");
        var arguments = Items(")");
        if (Functions.All.TryGetValue(name, out var function))
        {
            if (arguments.Count >= function.Least && arguments.Count <= function.Most)
                return new Call(function, arguments, at);
            Fail(TemplateProblemCodes.UnknownFunction, $"This function is written {function.Signature}.",
                $"{arguments.Count} arguments are given.", at);
        }
        else
        {
            Fail(TemplateProblemCodes.UnknownFunction, $"There is no function '{Loading.Show.Short(name)}'.",
                Suggestion.Nearest(name, Functions.All.Keys) is { } near
                    ? $"Did you mean '{near}'?" : $"There are {string.Join(", ", Functions.All.Keys)}.", at);
        }

        return new Constant(Json.Null, at);
    }

    private List<Expression> Items(string end)
    {
        var items = new List<Expression>();
        while (!Take(end))
        {
            if (items.Count > 0)
                Expect(",");
            if (_token.Kind is TokenKind.End)
            {
                Unexpected($"'{end}'");
                return items;
            }

            items.Add(Whole());
        }

        return items;
    }

    private List<KeyValuePair<string, Expression>> Entries()
    {
        var entries = new List<KeyValuePair<string, Expression>>();
        while (!Take("}"))
        {
            if (entries.Count > 0)
                Expect(",");
            if (_token.Kind is not (TokenKind.Name or TokenKind.Text))
            {
                Unexpected("a key or '}'");
                return entries;
            }

            var key = _token.Text;
            Advance();
            Expect(":");
            entries.Add(new(key, Whole()));
        }

        return entries;
    }

    private static Constant Text(Token token) => new(Json.Of(token.Text, new()), token.At);

    private static bool IsLiteral(string word) =>
        word is "true" or "false" or "null" or "and" or "or" or "not" or "if" or "else";
}
