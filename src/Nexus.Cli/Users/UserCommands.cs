using System.CommandLine;
using Nexus.Cli.Help;

namespace Nexus.Cli.Users;

/// <summary><c>nexus user</c></summary>
internal static class UserCommands
{
    public static Command Create(Caller caller) => new DocumentedCommand(
        "user", "Who may use the server", InviteCommand.Create(caller), UninviteCommand.Create(caller),
        AddCommand.Create(caller), ListUsers.Create(caller), RevokeCommand.Create(caller),
        TokenCommand.Create(caller))
    {
        Details = """
            For the server's administrator, but for 'token', which is everybody's. Each user sees and
            touches only what is theirs.
            """,
    };
}
