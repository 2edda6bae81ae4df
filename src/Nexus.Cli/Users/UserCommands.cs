using System.CommandLine;
using Nexus.Cli.Help;
using Nexus.Cli.Talk;
using Nexus.Contracts;

namespace Nexus.Cli.Users;

/// <summary><c>nexus user</c></summary>
internal static class UserCommands
{
    public static Command Create(Caller caller) => new DocumentedCommand(
        "user", "Who may use the server", InviteCommand.Create(caller), AddCommand.Create(caller), List(caller),
        RevokeCommand.Create(caller))
    {
        Details = "For the server's administrator. Each user sees and touches only what is theirs.",
    };

    private static DocumentedCommand List(Caller caller)
    {
        var json = Shared.Json();
        var command = new DocumentedCommand("list", "List the users", json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var users = await caller.Client.UsersAsync(cancellationToken);
            if (parsed.GetValue(json))
            {
                caller.Output.Json(new(users, null), ContractsJson.Default.UserPage);
                return ExitCode.Ok;
            }

            caller.Output.Result(Table.Of(
                ["HANDLE", "STATUS", "ROLE", "WORKSPACES", "KEY", "ID"], users.Select(Row)));
            return ExitCode.Ok;
        });
        return command;
    }

    private static IReadOnlyList<string> Row(UserView user) =>
    [
        user.GithubUsername, Words.Of(user.Status), user.IsAdmin ? "admin" : "user", $"{user.Workspaces.Count}",
        user.SshPubkeyFingerprint ?? "-", user.UserId,
    ];
}
