using System.CommandLine;
using Nexus.Cli.Help;
using Nexus.Cli.Keys;
using Nexus.Contracts;

namespace Nexus.Cli.Users;

/// <summary><c>nexus user add</c></summary>
internal static class AddCommand
{
    public static DocumentedCommand Create(Caller caller)
    {
        var handle = new Argument<string>("HANDLE") { Description = "GitHub handle of the user" };
        var key = Shared.Text("--key", "FILE", "Their SSH public key; default: they register one");
        var json = Shared.Json();
        var command = new DocumentedCommand("add", "Make someone a user and print their token, once", handle, key, json)
        {
            Details = """
                Who has the token is the user: pass it on where nobody else reads it. They put it into
                NEXUS_TOKEN or ~/.nexus/credentials. An invitation needs no such care: 'nexus user invite'.
                """,
            Examples = ["nexus user add octocat --key octocat.pub > token"],
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var request = new AddUserRequest
            {
                GithubUsername = parsed.GetRequiredValue(handle),
                SshPubkey = parsed.GetValue(key) is { } file ? SshKeys.PublicLine(caller.Place.Expand(file)) : null,
            };
            var user = await caller.Client.AddUserAsync(request, cancellationToken);
            caller.Output.Either(
                user, ContractsJson.Default.UserView, parsed.GetValue(json), user.ApiToken ?? "");
            if (!parsed.GetValue(json))
                caller.Output.Say($"the token of {user.GithubUsername}; it is not shown again");
            return ExitCode.Ok;
        });
        return command;
    }
}
