using System.CommandLine;
using Nexus.Cli.Help;
using Nexus.Contracts;

namespace Nexus.Cli.Keys;

/// <summary><c>nexus key</c></summary>
internal static class KeyCommands
{
    public static Command Create(Caller caller) => new DocumentedCommand(
        "key", "The SSH key that opens your workspaces", RegisterCommand.Create(caller), Revoke(caller));

    private static DocumentedCommand Revoke(Caller caller)
    {
        var json = Shared.Json();
        var command = new DocumentedCommand("revoke", "Let your SSH key in no longer", json)
        {
            Details = "Running workspaces follow within seconds. 'nexus key register' lets a key in again.",
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var user = await caller.Client.RevokeKeyAsync(cancellationToken);
            caller.Output.Either(user, ContractsJson.Default.UserView, parsed.GetValue(json), "revoked");
            return ExitCode.Ok;
        });
        return command;
    }
}
