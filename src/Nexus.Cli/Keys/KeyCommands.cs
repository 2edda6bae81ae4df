using System.CommandLine;
using Nexus.Cli.Help;
using Nexus.Contracts;

namespace Nexus.Cli.Keys;

/// <summary><c>nexus key</c></summary>
internal static class KeyCommands
{
    public static Command Create(Caller caller) => new DocumentedCommand(
        "key", "The SSH key that opens your workspaces", Register(caller), Revoke(caller));

    private static DocumentedCommand Register(Caller caller)
    {
        var json = Shared.Json();
        var command = new DocumentedCommand("register", "Let your SSH key in, instead of the one before", json)
        {
            Details = """
                The key is NEXUS_SSH_KEY_PATH, else the one of your settings, else the first of ~/.ssh.
                'nexus workspace create' does the same. Running workspaces follow within seconds.
                """,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var key = SshKeys.Find(caller);
            var user = await caller.Client.RegisterAsync(new() { SshPubkey = key.PublicLine }, cancellationToken);
            Show(caller, user, parsed.GetValue(json), $"{user.SshPubkeyFingerprint}  registered");
            return ExitCode.Ok;
        });
        return command;
    }

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
            Show(caller, user, parsed.GetValue(json), "revoked");
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Show(Caller caller, UserView user, bool json, string line)
    {
        if (json)
            caller.Output.Json(user, ContractsJson.Default.UserView);
        else
            caller.Output.Result(line);
    }
}
