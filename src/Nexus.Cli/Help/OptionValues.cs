using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Nexus.Cli.Help;

/// <summary>What the parser has to say of an option's value, in our words.</summary>
internal static class OptionValues
{
    /// <returns>Null: nothing that we have words for.</returns>
    public static string? Wrong(ParseResult parsed) =>
        parsed.CommandResult.Children.OfType<OptionResult>().Select(Wrong).FirstOrDefault(why => why is not null);

    private static string? Wrong(OptionResult result)
    {
        var option = result.Option;
        if (result.Tokens.Count == 0)
        {
            return !result.Implicit && option.Arity.MinimumNumberOfValues > 0
                ? $"'{option.Name}' needs a value: {option.Name} {option.HelpName ?? "VALUE"}."
                : null;
        }

        var typed = result.Tokens[0].Value;
        return Type.GetTypeCode(Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType) switch
        {
            TypeCode.Int32 when !int.TryParse(typed, CultureInfo.InvariantCulture, out _) => NoNumber(option, typed),
            TypeCode.Int64 when !long.TryParse(typed, CultureInfo.InvariantCulture, out _) => NoNumber(option, typed),
            _ => null,
        };
    }

    private static string NoNumber(Option option, string typed) =>
        $"'{option.Name}' takes a whole number, not '{typed}'.";
}
