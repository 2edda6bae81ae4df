using System.CommandLine;
using Nexus.Cli.Help;
using Nexus.Cli.Talk;
using Nexus.Contracts;
using Nexus.Processes.Terminals;

namespace Nexus.Cli.Workspaces;

/// <summary><c>nexus workspace exec</c>. Its words are kept as they are: see <see cref="ExecWords"/>.</summary>
internal static class ExecCommand
{
    public static Command Create(Caller caller)
    {
        var words = new Argument<string[]>("[NAME] [--] COMMAND")
        {
            Description = "The workspace, default the one of this directory; then what to run",
            Arity = ArgumentArity.OneOrMore,
        };
        words.CompletionSources.Add(_ => WorkspaceRecords.Of(caller.Place).Names());
        var terminal = new Option<bool>("--tty", "-t") { Description = "With a terminal, also when ours is none" };
        var plain = new Option<bool>("--no-tty", "-T") { Description = "Without a terminal: plain streams" };
        var json = new Option<bool>("--json") { Description = "Print output and exit code as one JSON object" };
        var command = new DocumentedCommand(
            "exec", "Run a command in a workspace", words, terminal, plain, json)
        {
            HasOptionsFirst = true,
            Details = """
                Streams and signals go both ways; the exit code is the command's, or 255 when it could
                not be run. It gets a terminal when you have one. What follows the name is not
                interpreted: 'exec NAME -- COMMAND' runs it as it is; a single word with spaces is run
                by /bin/sh. 'exec -- COMMAND' means the workspace of this directory.
                """,
            Examples =
            [
                "nexus workspace exec my-project bash", "nexus workspace exec my-project 'npm test && npm run lint'",
                "nexus workspace exec -- git status           # of this directory",
                "tar c . | nexus workspace exec my-project tar x -C /tmp",
            ],
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var typed = ExecWords.Of(parsed.GetValue(words) ?? []);
            bool? hasTerminal = parsed.GetValue(json) ? null
                : !parsed.GetValue(plain) && (parsed.GetValue(terminal) || RawTerminal.IsPresent);
            return RunAsync(caller, typed, hasTerminal, cancellationToken);
        });
        return command;
    }

    /// <param name="hasTerminal">Null: collect the output instead.</param>
    private static async Task<int> RunAsync(
        Caller caller, ExecWords typed, bool? hasTerminal, CancellationToken cancellationToken)
    {
        try
        {
            var (workspace, run) = await TargetAsync(caller, typed, cancellationToken);
            if (run.Count == 0)
                throw new NexusException(CliErrors.NothingToRun(workspace));
            return hasTerminal is null
                ? await ExecRun.CollectAsync(caller, workspace, run, cancellationToken)
                : await ExecRun.StreamAsync(caller, workspace, run, hasTerminal.Value, cancellationToken);
        }
        catch (Exception e) when (Failure.Of(e) is { } error)
        {
            caller.Output.Fail(error);
            return ExitCode.Ours;
        }
    }

    private static async Task<(string Workspace, IReadOnlyList<string> Run)> TargetAsync(
        Caller caller, ExecWords typed, CancellationToken cancellationToken)
    {
        var choice = new WorkspaceChoice(caller);
        if (typed.Workspace is { } named)
            return (named, typed.Run);
        if (typed.IsForHere || typed.Run.Count == 0)
            return (await choice.ResolveAsync(null, cancellationToken), typed.Run);

        var (workspace, isNamed) = await choice.SplitAsync(typed.Run[0], _ => false, cancellationToken);
        return (workspace, isNamed ? [.. typed.Run.Skip(1)] : typed.Run);
    }
}
