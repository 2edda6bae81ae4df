using System.CommandLine;
using Nexus.Cli.Talk;
using Nexus.Spec;

namespace Nexus.Cli.Help;

/// <summary>A command line that was not understood: why, and what would be. On stderr, exit code 2.</summary>
internal static class UsageError
{
    /// <param name="parsed">What was understood.</param>
    /// <param name="option">An option that is not there, taken for something else; null: none.</param>
    /// <param name="output">Where it is told.</param>
    public static int Report(ParseResult parsed, string? option, Output output)
    {
        var command = parsed.CommandResult.Command;
        var unknown = option ?? (parsed.UnmatchedTokens.Count > 0 ? parsed.UnmatchedTokens[0] : null);
        if (unknown is null && command.Subcommands.Count > 0)
        {
            output.TalkWriter.Write(HelpText.Of(command));
            return ExitCode.Usage;
        }

        var message = unknown is null ? Missing(parsed) ?? OptionValues.Wrong(parsed) ?? parsed.Errors[0].Message
            : command.Subcommands.Count > 0 ? $"'{unknown}' is not a command of '{HelpText.Path(command)}'."
            : unknown.StartsWith('-') ? $"'{HelpText.Path(command)}' has no option '{unknown}'."
            : $"'{HelpText.Path(command)}' does not take '{unknown}'.";
        var hint = unknown is not null && Meant(unknown, command) is { } near
            ? $"Did you mean '{near}'?"
            : $"Run '{HelpText.Path(command)} --help'.";
        if (output.FailsAsJson)
        {
            output.Fail(new("usage", message, hint));
            return ExitCode.Usage;
        }

        output.Say($"{output.TalkPaint.Red("error:")} {message} [usage]");
        output.Say($"  usage: {HelpText.Usage(command)}");
        output.Say($"  hint: {hint}");
        return ExitCode.Usage;
    }

    /// <summary>The word misspelt, or one of a group whose name was left out.</summary>
    private static string? Meant(string unknown, Command command) =>
        command.Subcommands.SelectMany(group => group.Subcommands).FirstOrDefault(sub => sub.Name == unknown) is { } sub
            ? HelpText.Path(sub)
            : Suggestion.Nearest(unknown.Split('=', ':')[0], Words(command));

    private static string? Missing(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var missing = command.Arguments.FirstOrDefault(argument =>
            argument.Arity.MinimumNumberOfValues > 0 && parsed.GetResult(argument) is null or { Tokens.Count: 0 });
        return missing is null ? null : $"'{HelpText.Path(command)}' needs {missing.Name}.";
    }

    private static IEnumerable<string> Words(Command command) =>
        [.. command.Subcommands.Select(sub => sub.Name), .. command.Options.Select(option => option.Name), "--help"];
}
