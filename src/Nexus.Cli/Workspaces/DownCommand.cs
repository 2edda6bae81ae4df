using System.CommandLine;
using Nexus.Cli.Help;
using Nexus.Cli.Talk;
using Nexus.Contracts;

namespace Nexus.Cli.Workspaces;

/// <summary><c>nexus workspace down</c></summary>
internal static class DownCommand
{
    public static Command Create(Caller caller)
    {
        var name = Shared.Workspace(caller);
        var json = Shared.Json();
        var command = new DocumentedCommand("down", "Stop a workspace; its files stay", name, json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var workspace = await new WorkspaceChoice(caller).ResolveAsync(parsed.GetValue(name), cancellationToken);
            var accepted = await caller.Client.DownAsync(workspace, cancellationToken);
            var stopped = await new RunWatch(caller).UntilSettledAsync(accepted, cancellationToken);
            return stopped is null
                ? RemoveCommand.ShowRemoved(caller, workspace, accepted, parsed.GetValue(json))
                : Show(caller, stopped, accepted.RunId is null, parsed.GetValue(json));
        });
        return command;
    }

    private static int Show(Caller caller, WorkspaceView workspace, bool wasStopped, bool json)
    {
        var already = wasStopped ? " already" : "";
        if (json)
            caller.Output.Json(workspace, ContractsJson.Default.WorkspaceView);
        else if (workspace.Status is WorkspaceState.Stopped)
            caller.Output.Result($"{workspace.WorkspaceName}  {Words.Of(workspace.Status)}{already}");
        return workspace switch
        {
            { Status: WorkspaceState.Stopped } => ExitCode.Ok,
            { Error: { } error } => caller.Output.Fail(error),
            _ => ExitCode.Failed,
        };
    }
}
