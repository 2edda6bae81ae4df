using System.CommandLine;
using Nexus.Cli.Help;
using Nexus.Contracts;

namespace Nexus.Cli.Users;

/// <summary><c>nexus user uninvite</c></summary>
internal static class UninviteCommand
{
    public static DocumentedCommand Create(Caller caller)
    {
        var id = new Argument<string>("INVITATION") { Description = "Its id in 'nexus user list'" };
        var json = Shared.Json();
        var command = new DocumentedCommand("uninvite", "Take an invitation back", id, json)
        {
            Details = """
                At once. Who came in with it before stays: 'nexus user revoke HANDLE' lets them in no longer.
                """,
            Examples = ["nexus user uninvite 3f2a9c0d11be"],
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var ended = await caller.Client.WithdrawInvitationAsync(parsed.GetRequiredValue(id), cancellationToken);
            caller.Output.Either(
                ended, ContractsJson.Default.OpenInvitationView, parsed.GetValue(json),
                $"{ended.InvitationId}  taken back, for {ended.GithubUsername ?? "anyone"}");
            return ExitCode.Ok;
        });
        return command;
    }
}
