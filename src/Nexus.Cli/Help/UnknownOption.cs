using System.CommandLine;
using System.CommandLine.Parsing;

namespace Nexus.Cli.Help;

/// <summary>
/// A word like an option that the command does not have. The parser gives it to an argument, or to the option before
/// it, where it would be taken for a name.
/// </summary>
internal static class UnknownOption
{
    /// <summary>Before <c>--</c>; a value that looks like one is passed as <c>--option=VALUE</c>.</summary>
    /// <param name="parsed">What the parser made of the words.</param>
    /// <param name="typed">The words.</param>
    public static string? In(ParseResult parsed, IReadOnlyList<string> typed)
    {
        var numbers = parsed.CommandResult.Children.OfType<OptionResult>()
            .SelectMany(option => option.Tokens).Select(token => token.Value).Where(IsNumber).ToList();
        return parsed.Tokens.TakeWhile(token => token.Type is not TokenType.DoubleDash)
            .Where(token => token is { Type: TokenType.Argument, Value: ['-', _, ..] })
            .Select(token => token.Value)
            .FirstOrDefault(word =>
                typed.Contains(word, StringComparer.Ordinal) && !numbers.Contains(word, StringComparer.Ordinal));
    }

    /// <summary>Whether a number is too small is for the option to say.</summary>
    private static bool IsNumber(string word) => word is ['-', >= '0' and <= '9', ..];
}
