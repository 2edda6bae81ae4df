using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Nexus.Cli.Help;
using Nexus.Cli.Talk;
using Nexus.Cli.Workspaces;
using Nexus.Processes;

namespace Nexus.Cli.Tests;

/// <summary>
/// What a page names in its text and does not run, as `nexus run show RUN`: it would be understood, options included.
/// </summary>
public sealed partial class NamedCommandsTests
{
    private const string SomeRun = "01a202bc-28d0-7e62-bc00-95681f6d8cde";

    private static string Root { get; } = FindRoot();

    /// <summary>cli.md is made from the commands themselves.</summary>
    public static TheoryData<string> Pages =>
    [
        "README.md",
        .. Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Where(path => Path.GetFileName(path) is not "cli.md")
            .Where(path => Named().IsMatch(File.ReadAllText(path)))
            .Select(path => Path.GetRelativePath(Root, path)).Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_command_that_a_page_names_is_understood(string page)
    {
        var text = File.ReadAllText(Path.Combine(Root, page));

        var wrong =
            from Match match in Named().Matches(text)
            let command = Brackets().Replace(match.Groups["command"].Value, "").ReplaceLineEndings(" ")
            where WhyNot(command) is not null
            select $"{page}: `{command}`: {WhyNot(command)}";
        Assert.Equal("", string.Join('\n', wrong));
    }

    [Theory]
    [InlineData("nexus workspace logs -f", null)]
    [InlineData("nexus workspace exec", null)]
    [InlineData("nexus workspace exec -- make -j2", null)]
    [InlineData("nexus workspace fly", "fly")]
    [InlineData("nexus workspace logs --nonsense", "--nonsense")]
    [InlineData("nexus node list big-one", "big-one")]
    [InlineData("nexus user add --key", "--key")]
    public void What_would_not_be_understood_is_found(string command, string? said)
    {
        var why = WhyNot(command);

        Assert.Equal(said is null, why is null);
        Assert.Contains(said ?? "", why ?? "", StringComparison.Ordinal);
    }

    /// <returns>
    /// Null when it would be run; the bare name of a command is no call of it and may lack its arguments.
    /// </returns>
    private static string? WhyNot(string command)
    {
        using var caller = new Caller(
            new() { Variable = _ => null, Directory = "/", UserHome = "/", Programs = "/" },
            new Output(TextWriter.Null, TextWriter.Null), TimeProvider.System, new ProcessRunner(TimeProvider.System),
            _ => new HttpClient());
        var words = command.Replace(" RUN", $" {SomeRun}", StringComparison.Ordinal)
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..];
        var parsed = CommandTree.Create(caller).Parse(ExecWords.Protect(words));
        var options = parsed.CommandResult.Command.Options.SelectMany(option => option.Aliases.Prepend(option.Name));
        var what = parsed.UnmatchedTokens.Concat(words.TakeWhile(word => word is not "--")
            .Where(word => word.StartsWith('-')).Except(options, StringComparer.Ordinal)).FirstOrDefault();
        return what is not null ? $"what is '{what}'?"
            : command == HelpText.Path(parsed.CommandResult.Command) || parsed.Errors.Count == 0 ? null
            : parsed.Errors[0].Message;
    }

    private static string FindRoot([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));

    [GeneratedRegex(@"`(?<command>nexus\s[a-z][^`]*)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Named();

    /// <summary>What may be left out is there.</summary>
    [GeneratedRegex(@"[\[\]]", RegexOptions.None, 1000)]
    private static partial Regex Brackets();
}
