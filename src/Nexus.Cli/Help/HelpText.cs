using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text;

namespace Nexus.Cli.Help;

/// <summary>The page of a command, for terminals and for docs/reference/cli.md.</summary>
internal static class HelpText
{
    public static string Of(Command command)
    {
        var page = new StringBuilder().Append(command.Description).Append('\n');
        if (command is DocumentedCommand { Details.Length: > 0 } documented)
            page.Append('\n').Append(documented.Details.Trim()).Append('\n');
        page.Append("\nUsage:\n  ").Append(Usage(command)).Append('\n');
        Section(page, "Commands", command.Subcommands.Where(sub => !sub.Hidden).Select(sub =>
            (sub.Name, sub.Description ?? "")));
        Section(page, "Arguments", command.Arguments.Select(argument => (argument.Name, argument.Description ?? "")));
        Section(page, "Options", command.Options.Where(option => !option.Hidden && !IsHelp(option)).Select(option =>
            (Spelled(option), option.Description ?? "")));
        if (command is DocumentedCommand { Examples.Count: > 0 } shown)
            page.Append("\nExamples:\n").AppendJoin('\n', shown.Examples.Select(line => $"  {line}")).Append('\n');
        if (command.Subcommands.Count > 0)
            page.Append($"\nRun '{Path(command)} COMMAND --help' for more on a command.\n");
        return page.ToString();
    }

    public static string Usage(Command command)
    {
        var usage = new StringBuilder(Path(command));
        if (command.Subcommands.Count > 0 && command.Action is null)
            return usage.Append(" COMMAND").ToString();
        usage.Append(command.Subcommands.Count > 0 ? " [COMMAND]" : "");
        var options = command.Options.Any(option => !option.Hidden && !IsHelp(option)) ? " [options]" : "";
        var isFirst = command is DocumentedCommand { HasOptionsFirst: true };
        usage.Append(isFirst ? options : "");
        foreach (var argument in command.Arguments)
        {
            if (argument is { Name: ['[', ..], Arity.MinimumNumberOfValues: 0 })
            {
                usage.Append($" {argument.Name}"); // which says of each word that it may be left out
                continue;
            }

            var name = argument.Arity.MaximumNumberOfValues > 1 ? $"{argument.Name}..." : argument.Name;
            usage.Append(argument.Arity.MinimumNumberOfValues == 0 ? $" [{name}]" : $" {name}");
        }

        return usage.Append(isFirst ? "" : options).ToString();
    }

    public static string Path(Command command)
    {
        var parent = command.Parents.OfType<Command>().FirstOrDefault();
        return parent is null ? "nexus" : $"{Path(parent)} {command.Name}";
    }

    private static bool IsHelp(Option option) => option is System.CommandLine.Help.HelpOption;

    private static string Spelled(Option option)
    {
        var names = option.Aliases.Append(option.Name).OrderBy(name => name.Length).ToList();
        var isSwitch = option.ValueType == typeof(bool) || option.Arity.MaximumNumberOfValues == 0;
        var value = isSwitch ? "" : $" {option.HelpName ?? "VALUE"}";
        return string.Join(", ", names) + value;
    }

    private static void Section(StringBuilder page, string title, IEnumerable<(string Name, string Text)> rows)
    {
        var all = rows.ToList();
        if (all.Count == 0)
            return;
        var width = all.Max(row => row.Name.Length);
        page.Append($"\n{title}:\n");
        foreach (var (name, text) in all)
            page.Append($"  {name.PadRight(width)}  {text}".TrimEnd()).Append('\n');
    }
}

/// <summary>Shows the page on stdout: it was asked for.</summary>
internal sealed class ShowHelp(TextWriter to) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        to.Write(HelpText.Of(parseResult.CommandResult.Command));
        return ExitCode.Ok;
    }
}
