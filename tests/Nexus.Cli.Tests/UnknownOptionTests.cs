using System.CommandLine;
using Nexus.Cli.Talk;
using Nexus.Processes;

namespace Nexus.Cli.Tests;

/// <summary>Every command refuses an option that it does not have, and takes it for nothing else.</summary>
public sealed class UnknownOptionTests
{
    private const string Nonsense = "--nonsense";

    /// <summary>Each command alone, with its arguments, and after each of its options that takes a value.</summary>
    public static TheoryData<string> Lines { get; } = [.. Commands(Tree(), "").SelectMany(LinesOf)];

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task It_is_a_usage_error_and_nothing_is_done(string line)
    {
        using var desk = new Desk();
        await desk.RememberAsync("ws-1", "api", desk.Project);

        var (code, stdout, stderr) = await desk.RunAsync(line.Split(' '));

        Assert.Equal((ExitCode.Usage, ""), (code, stdout));
        Assert.Contains($"has no option '{line.Split(' ')[^1]}'. [usage]", stderr, StringComparison.Ordinal);
        Assert.Empty(desk.Server.Heard);
    }

    [Theory]
    [InlineData("workspace logs api --sinse 10m", "Did you mean '--since'?")]
    [InlineData("workspace logs --follw", "Did you mean '--follow'?")]
    [InlineData("workspace logs --sinse=10m", "Did you mean '--since'?")]
    [InlineData("workspace status api --jsn", "Did you mean '--json'?")]
    [InlineData("workspace exec --jsn api ls", "Did you mean '--json'?")]
    [InlineData("workspace services --hlep", "Did you mean '--help'?")]
    [InlineData("workspace services -5", "Run 'nexus workspace services --help'.")]
    public async Task The_one_that_was_meant_is_named(string line, string hint)
    {
        using var desk = new Desk();

        var (code, _, stderr) = await desk.RunAsync(line.Split(' '));

        Assert.Equal(ExitCode.Usage, code);
        Assert.EndsWith($"  hint: {hint}\n", stderr, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("workspace status -- --nonsense", "GET /api/v1/workspaces/--nonsense/status")]
    [InlineData("run cancel 0198c0de-0000-7000-8000-000000000001 --reason=--nonsense", "--nonsense")]
    [InlineData("run cancel 0198c0de-0000-7000-8000-000000000001 --reason @bob", "@bob")]
    [InlineData("workspace status @api", "GET /api/v1/workspaces/%40api/status")]
    public async Task A_word_that_can_be_nothing_else_is_taken_as_it_is(string line, string heard)
    {
        using var desk = new Desk();

        await desk.RunAsync(line.Split(' '));

        Assert.Contains(desk.Server.Heard, request => request.Contains(heard, StringComparison.Ordinal));
    }

    private static IEnumerable<string> LinesOf((string Path, Command Command) each)
    {
        var (path, command) = each;
        yield return $"{path} {Nonsense}";
        yield return $"{path} -Z";
        if (path is not "workspace exec") // There it would be for the program.
        {
            var arguments = command.Arguments.Count(argument => argument.Arity.MaximumNumberOfValues > 0);
            if (arguments > 0)
                yield return $"{path} {string.Join(' ', Enumerable.Repeat("x", arguments))} {Nonsense}";
        }

        foreach (var option in command.Options.Where(option => option.Arity.MinimumNumberOfValues > 0))
            yield return $"{path} {option.Name} {Nonsense}";
    }

    private static IEnumerable<(string Path, Command Command)> Commands(Command command, string path) =>
        command.Subcommands.Count == 0
            ? [(path, command)]
            : command.Subcommands.SelectMany(sub => Commands(sub, $"{path} {sub.Name}".TrimStart()));

    private static RootCommand Tree() => CommandTree.Create(new Caller(
        new() { Variable = _ => null, Directory = "/", UserHome = "/", Programs = "/" },
        new Output(TextWriter.Null, TextWriter.Null), TimeProvider.System, new ProcessRunner(TimeProvider.System),
        _ => new HttpClient()));
}
