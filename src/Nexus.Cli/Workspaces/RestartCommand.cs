using System.CommandLine;
using Nexus.Cli.Help;

namespace Nexus.Cli.Workspaces;

/// <summary><c>nexus workspace restart</c></summary>
internal static class RestartCommand
{
    public static Command Create(Caller caller)
    {
        var words = ServiceWords.Argument(caller);
        var json = Shared.Json();
        var command = new DocumentedCommand("restart", "Start its services, or one, anew", words, json)
        {
            Details = "Reads the configuration again. The environment goes on: open shells stay, files as well.",
            Examples =
            [
                "nexus workspace restart my-project web", "nexus workspace restart        # all of this directory's",
            ],
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (workspace, service) = await ServiceWords.TargetAsync(
                caller, parsed.GetValue(words) ?? [], cancellationToken);
            var accepted = await caller.Client.RestartAsync(workspace, service, cancellationToken);
            return await new BringUp(caller, parsed.GetValue(json)).WatchAsync(accepted, cancellationToken);
        });
        return command;
    }
}
