using System.Globalization;
using System.Text;

namespace Nexus.Spec.Templates;

internal enum TokenKind { Name, Text, Number, Sign, End, Bad }

/// <param name="Text">Of a text: what it means. Of a bad one: what is wrong.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int At)
{
    public bool Is(string sign) => Kind is TokenKind.Sign && Text == sign;

    public bool IsWord(string word) => Kind is TokenKind.Name && Text == word;
}

/// <summary>Words of an expression, one after the other; at most <paramref name="end"/> is looked at.</summary>
internal sealed class Lexer(string text, int start, int end)
{
    private static readonly string[] Signs = ["==", "!=", "<=", ">="];
    private const string Single = "()[]{},:.+-*/%<>";

    /// <summary>Where the next word is looked for.</summary>
    public int Position { get; private set; } = start;

    public Token Next()
    {
        var behind = Position;
        while (Position < end && char.IsWhiteSpace(text[Position]))
            Position++;
        if (Position >= end)
            return new(TokenKind.End, "", behind);
        var at = Position;
        var c = text[at];
        if (char.IsAsciiLetter(c) || c is '_')
            return new(TokenKind.Name, Take(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_'), at);
        if (char.IsAsciiDigit(c))
            return Number();
        if (c is '"' or '\'')
            return Quoted(c);
        if (at + 1 < end && Signs.FirstOrDefault(sign => text.AsSpan(at, 2).SequenceEqual(sign)) is { } two)
            return Sign(two);
        return Single.Contains(c, StringComparison.Ordinal) ? Sign(c.ToString()) : new(TokenKind.Bad, Advice(c), at);
    }

    private Token Sign(string sign)
    {
        var at = Position;
        Position += sign.Length;
        return new(TokenKind.Sign, sign, at);
    }

    private Token Number()
    {
        var at = Position;
        var number = Take(char.IsAsciiDigit);
        if (Position + 1 < end && text[Position] is '.' && char.IsAsciiDigit(text[Position + 1]))
        {
            Position++;
            number += $".{Take(char.IsAsciiDigit)}";
        }

        return decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            ? new(TokenKind.Number, Json.Plain(value), at)
            : new(TokenKind.Bad, "This number has too many digits.", at);
    }

    private Token Quoted(char quote)
    {
        var at = Position++;
        var meant = new StringBuilder();
        while (Position < end && text[Position] != quote)
        {
            var c = text[Position++];
            if (c is not '\\')
                meant.Append(c);
            else if (Escaped() is { } escaped)
                meant.Append(escaped);
            else
                return new(TokenKind.Bad, "This escape is none: \\n, \\t, \\r, \\\\, \\\", \\' and \\u0041 are.", at);
        }

        if (Position++ < end)
            return new(TokenKind.Text, Whole(meant), at);
        return new(TokenKind.Bad, $"This text has no closing {quote}.", at);
    }

    private char? Escaped()
    {
        var c = Position < end ? text[Position++] : ' ';
        switch (c)
        {
            case 'n':
                return '\n';
            case 't':
                return '\t';
            case 'r':
                return '\r';
            case '\\' or '"' or '\'' or '/':
                return c;
            case 'u' when Position + 4 <= end && ushort.TryParse(text.AsSpan(Position, 4),
                NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code):
                Position += 4;
                return (char)code;
            default:
                return null;
        }
    }

    /// <summary>Half a character is none: it would not survive being written.</summary>
    private static string Whole(StringBuilder text) =>
        Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.ToString()));

    private string Take(Func<char, bool> belongs)
    {
        var at = Position;
        while (Position < end && belongs(text[Position]))
            Position++;
        return text[at..Position];
    }

    private static string Advice(char c) => c switch
    {
        '=' => "Equality is written ==.",
        '&' => "'and' is written as a word.",
        '|' => "'or' is written as a word, and a function as upper(x).",
        '!' => "'not' is written as a word.",
        '?' => "A choice is written: x if condition else y.",
        _ => $"'{Loading.Show.Short(c.ToString())}' means nothing here.",
    };
}
