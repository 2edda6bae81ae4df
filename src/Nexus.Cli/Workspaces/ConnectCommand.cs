using System.CommandLine;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Cli.Help;
using Nexus.Cli.Talk;
using Nexus.Contracts;
using Nexus.Processes;

namespace Nexus.Cli.Workspaces;

/// <summary><c>nexus workspace connect</c></summary>
internal static class ConnectCommand
{
    public static Command Create(Caller caller)
    {
        var name = Shared.Workspace(caller);
        var ssh = new Option<bool>("--ssh") { Description = "Log in now, and return ssh's exit code" };
        var print = new Option<bool>("--print") { Description = "Only print, also with 'connect: ssh' in your config" };
        var json = Shared.Json();
        var command = new DocumentedCommand(
            "connect", "Show how to get in: ssh, editors", name, ssh, print, json)
        {
            Details = """
                Prints the ssh command, a block for ~/.ssh/config and links for editors. The host key
                that the server vouches for is kept in ~/.nexus/known_hosts, so that the block never
                asks and never breaks when the workspace is rebuilt or its port changes.
                """,
            Examples = ["nexus workspace connect my-project", "nexus workspace connect --ssh      # of this directory"],
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var logsIn = parsed.GetValue(ssh)
                || (caller.Choices.ConnectsBySsh && !parsed.GetValue(print) && !parsed.GetValue(json));
            try
            {
                var choice = await new WorkspaceChoice(caller).ResolveAsync(parsed.GetValue(name), cancellationToken);
                var workspace = await caller.Client.StatusAsync(choice, cancellationToken);
                var doors = await Summary.DoorsOfAsync(caller, workspace, cancellationToken);
                if (!doors.IsOpen)
                    throw new NexusException(CliErrors.NoDoor(workspace.WorkspaceName));
                return logsIn
                    ? await LogInAsync(caller, doors, cancellationToken)
                    : Show(caller, workspace, doors, parsed.GetValue(json));
            }
            catch (Exception e) when (logsIn && Failure.Of(e) is { } error)
            {
                caller.Output.Fail(error);
                return ExitCode.Ours;
            }
        });
        return command;
    }

    private static int Show(Caller caller, WorkspaceView workspace, Doors doors, bool json)
    {
        if (json)
        {
            caller.Output.Result(Json(workspace, doors));
            return ExitCode.Ok;
        }

        caller.Output.Result($"{doors.SshCommand}\n\n{Link(caller, doors)}\n\n# for ~/.ssh/config\n{doors.SshConfig}");
        return ExitCode.Ok;
    }

    /// <summary>The status, and beside it the ways in.</summary>
    private static string Json(WorkspaceView workspace, Doors doors)
    {
        var view = JsonSerializer.SerializeToNode(workspace, ContractsJson.Default.WorkspaceView)?.AsObject() ?? [];
        view["ssh_command"] = doors.SshCommand;
        view["ssh_config"] = doors.SshConfig;
        view["editor_links"] = new JsonObject { ["cursor"] = doors.CursorLink, ["vscode"] = doors.VsCodeLink };
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            view.WriteTo(writer);
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    /// <summary>The link of the preferred editor; both when it is neither.</summary>
    private static string Link(Caller caller, Doors doors) =>
        (caller.Place.Set("NEXUS_EDITOR") ?? caller.Choices.Editor) switch
        {
            "cursor" => doors.CursorLink,
            "code" or "vscode" => doors.VsCodeLink,
            _ => $"{doors.CursorLink}\n{doors.VsCodeLink}",
        };

    private static async Task<int> LogInAsync(Caller caller, Doors doors, CancellationToken cancellationToken)
    {
        try
        {
            return await ForegroundProcess.RunAsync(
                new("ssh", doors.SshArguments), caller.Clock, cancellationToken: cancellationToken);
        }
        catch (SpawnException e) when (e.IsProgramMissing)
        {
            throw new NexusException(
                CliErrors.ProgramMissing("ssh", "Install it: 'sudo apt-get install openssh-client'."), e);
        }
    }
}
