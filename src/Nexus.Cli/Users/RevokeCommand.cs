using System.CommandLine;
using Nexus.Cli.Help;
using Nexus.Contracts;

namespace Nexus.Cli.Users;

/// <summary><c>nexus user revoke</c></summary>
internal static class RevokeCommand
{
    public static DocumentedCommand Create(Caller caller)
    {
        var name = new Argument<string>("HANDLE") { Description = "Handle or id of the user" };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask" };
        var json = Shared.Json();
        var command = new DocumentedCommand("revoke", "Let a user in no longer", name, yes, json)
        {
            Details = """
                At once: their token and invitation open nothing, their open streams end, and their SSH key
                leaves running workspaces within seconds. Their workspaces stay for you to take down or
                remove; 'nexus user invite HANDLE' brings the user back to them.
                """,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var user = parsed.GetRequiredValue(name);
            Confirm(caller, user, parsed.GetValue(yes));
            var revoked = await caller.Client.RevokeUserAsync(user, cancellationToken);
            caller.Output.Either(
                revoked, ContractsJson.Default.UserView, parsed.GetValue(json), $"{revoked.GithubUsername}  revoked");
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>Only a person at a terminal is asked.</summary>
    private static void Confirm(Caller caller, string user, bool yes)
    {
        if (yes || caller.Place.Ask is not { } ask)
            return;
        caller.Output.TalkWriter.Write($"Let {user} in no longer? [y/N] ");
        if (ask() is not ("y" or "Y" or "yes"))
            throw new NexusException(CliErrors.NotConfirmed($"Revoking {user}"));
    }
}
