using System.CommandLine;
using Nexus.Cli.Help;

namespace Nexus.Cli.Workspaces;

/// <summary><c>nexus workspace rebuild</c></summary>
internal static class RebuildCommand
{
    public static Command Create(Caller caller)
    {
        var name = Shared.Workspace(caller);
        var json = Shared.Json();
        var command = new DocumentedCommand(
            "rebuild", "Make its environment anew from its configuration", name, json)
        {
            Details = """
                Image, processors, memory and disk become what .nexus/config.yaml in the workspace asks for
                now. /home/dev with the repository, the ports and the host key stay; whatever else was
                installed or changed in the environment is gone, and what runs in it ends.
                """,
            Examples = ["nexus workspace rebuild my-project"],
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var workspace = await new WorkspaceChoice(caller).ResolveAsync(parsed.GetValue(name), cancellationToken);
            var accepted = await caller.Client.RebuildAsync(workspace, cancellationToken);
            return await new BringUp(caller, parsed.GetValue(json), isAnew: true)
                .WatchAsync(accepted, cancellationToken);
        });
        return command;
    }
}
