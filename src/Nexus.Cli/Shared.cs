using System.CommandLine;
using System.Globalization;
using Nexus.Cli.Workspaces;
using Nexus.Contracts;
using Nexus.Spec;

namespace Nexus.Cli;

/// <summary>The words that many commands share.</summary>
internal static class Shared
{
    public static Option<bool> Json() => new("--json") { Description = "Print JSON, one object" };

    public static Option<bool> JsonLines() => new("--json") { Description = "Print JSON, one object a line" };

    /// <summary>How many of a list.</summary>
    public static Option<int> Limit(int usual)
    {
        var limit = new Option<int>("--limit", "-n")
        {
            Description = "At most so many",
            HelpName = "COUNT",
            DefaultValueFactory = _ => usual,
        };
        AtLeast(limit, 1);
        return limit;
    }

    /// <summary>A smaller number is a slip of the hand.</summary>
    public static void AtLeast(Option option, int least) => option.Validators.Add(result =>
    {
        if (result.Tokens is [{ Value: var typed }]
            && long.TryParse(typed, CultureInfo.InvariantCulture, out var number) && number < least)
        {
            result.AddError($"'{typed}' is too few: {least} is the least.");
        }
    });

    /// <summary>An option with a value.</summary>
    public static Option<string> Text(string name, string value, string description) =>
        new(name) { HelpName = value, Description = description };

    /// <summary>How long ago, or a point in time.</summary>
    /// <exception cref="NexusException"><c>cli.bad_time</c>.</exception>
    public static DateTimeOffset? Since(string? typed, DateTimeOffset now)
    {
        if (typed is null)
            return null;
        if (Durations.Parse(typed) is { } back)
            return now - back;
        return DateTimeOffset.TryParse(
            typed, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new NexusException(CliErrors.BadTime(typed));
    }

    /// <summary>How an option is passed on; nothing when it was not given.</summary>
    public static IEnumerable<string> Pair(string name, string? value) => value is null ? [] : [name, value];

    /// <summary>A workspace; the one of the current directory when left out.</summary>
    public static Argument<string?> Workspace(Caller caller)
    {
        var name = new Argument<string?>("NAME")
        {
            Description = "Name or id of the workspace; default: the one of this directory",
            Arity = ArgumentArity.ZeroOrOne,
        };
        name.CompletionSources.Add(_ => WorkspaceRecords.Of(caller.Place).Names());
        return name;
    }
}
