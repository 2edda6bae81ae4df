using System.CommandLine;
using Nexus.Cli.Help;
using Nexus.Contracts;

namespace Nexus.Cli.Workspaces;

/// <summary><c>nexus workspace logs</c></summary>
internal static class LogsCommand
{
    public static Command Create(Caller caller)
    {
        var words = ServiceWords.Argument(caller);
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with what comes" };
        var since = new Option<string>("--since")
        {
            Description = "Only from then on: a duration back (10m, 2h) or a time",
            HelpName = "TIME",
        };
        var tail = new Option<int?>("--tail", "-n") { Description = "At most so many of each", HelpName = "LINES" };
        Shared.AtLeast(tail, 0);
        var json = Shared.JsonLines();
        var command = new DocumentedCommand(
            "logs", "Show what services wrote", words, follow, since, tail, json)
        {
            Details = "Logs outlive their service and its environment's restarts.",
            Examples =
            [
                "nexus workspace logs my-project web -f", "nexus workspace logs --since 10m        # of this directory",
            ],
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var from = Shared.Since(parsed.GetValue(since), caller.Clock.GetUtcNow());
            var (workspace, service) = await ServiceWords.TargetAsync(
                caller, parsed.GetValue(words) ?? [], cancellationToken);
            var request = new LogsRequest
            {
                Service = service,
                Follow = parsed.GetValue(follow),
                Since = from,
                Tail = parsed.GetValue(tail),
            };
            await ShowAsync(caller, workspace, request, parsed.GetValue(json), cancellationToken);
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task ShowAsync(
        Caller caller, string workspace, LogsRequest request, bool json, CancellationToken cancellationToken)
    {
        var paint = caller.Output.ResultPaint;
        try
        {
            await foreach (var line in caller.Client.LogsAsync(workspace, request, cancellationToken))
            {
                if (json)
                    caller.Output.Json(line, ContractsJson.Default.LogLine);
                else if (request.Service is not null)
                    caller.Output.Result(line.Text);
                else
                    caller.Output.Result($"{paint.Dim($"{line.Service} |")} {line.Text}");
            }
        }
        catch (OperationCanceledException) when (request.Follow)
        {
            // Ctrl-C is how following ends.
            return;
        }
    }
}
