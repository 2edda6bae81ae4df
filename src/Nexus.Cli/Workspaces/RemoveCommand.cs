using System.CommandLine;
using Nexus.Cli.Help;
using Nexus.Contracts;

namespace Nexus.Cli.Workspaces;

internal sealed record RemovedView(string Workspace, bool Removed);

/// <summary><c>nexus workspace rm</c>: the one command that always wants a name.</summary>
internal static class RemoveCommand
{
    public static Command Create(Caller caller)
    {
        var name = new Argument<string>("NAME") { Description = "Name or id of the workspace" };
        name.CompletionSources.Add(_ => WorkspaceRecords.Of(caller.Place).Names());
        var force = new Option<bool>("--force", "-f")
        {
            Description = "Also when work would be lost, or its node does not answer",
        };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask" };
        var json = Shared.Json();
        var command = new DocumentedCommand(
            "rm", "Remove a workspace with its files, ports and environment", name, force, yes, json)
        {
            Details = """
                Work that is nowhere else protects a workspace: changed or untracked files that are
                not ignored, stashes, and commits that no remote has. The error then lists it.
                """,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            Confirm(caller, parsed.GetRequiredValue(name), parsed.GetValue(yes));
            return RunAsync(
                caller, parsed.GetRequiredValue(name), parsed.GetValue(force), parsed.GetValue(json),
                cancellationToken);
        });
        return command;
    }

    /// <summary>Only a person at a terminal is asked.</summary>
    private static void Confirm(Caller caller, string name, bool yes)
    {
        if (yes || caller.Place.Ask is not { } ask)
            return;
        caller.Output.TalkWriter.Write($"Remove {name} with its files? [y/N] ");
        if (ask() is not ("y" or "Y" or "yes"))
            throw new NexusException(CliErrors.NotConfirmed($"Removing {name}"));
    }

    private static async Task<int> RunAsync(
        Caller caller, string name, bool force, bool json, CancellationToken cancellationToken)
    {
        var accepted = await AskAsync(caller, name, force, cancellationToken);
        var left = await new RunWatch(caller).UntilSettledAsync(accepted, cancellationToken);
        if (left is not null)
        {
            var run = accepted.RunId is { } id ? await caller.Client.RunAsync(id, cancellationToken) : null;
            return caller.Output.Fail(run?.Error ?? left.Error ?? CliErrors.Cancelled(name, "it is still there"));
        }

        await new WorkspaceChoice(caller).ForgetAsync(accepted.WorkspaceId, cancellationToken);
        return ShowRemoved(caller, name, accepted, json);
    }

    public static int ShowRemoved(Caller caller, string name, AcceptedView accepted, bool json)
    {
        if (json)
            caller.Output.Json(new(accepted.WorkspaceId, true), CliJson.Default.RemovedView);
        else
            caller.Output.Result($"{name}  removed");
        return ExitCode.Ok;
    }

    /// <summary>What the server does not know need not be remembered here either.</summary>
    private static async Task<AcceptedView> AskAsync(
        Caller caller, string name, bool force, CancellationToken cancellationToken)
    {
        try
        {
            return await caller.Client.RemoveAsync(name, force, cancellationToken);
        }
        catch (NexusException e) when (e.Error.Code is "workspace.not_found")
        {
            await new WorkspaceChoice(caller).ForgetAsync(name, cancellationToken);
            throw;
        }
    }
}
