using System.CommandLine;
using Nexus.Cli.Help;
using Nexus.Cli.Talk;
using Nexus.Contracts;
using Nexus.Spec;

namespace Nexus.Cli.Users;

/// <summary><c>nexus user invite</c></summary>
internal static class InviteCommand
{
    public static DocumentedCommand Create(Caller caller)
    {
        var handle = new Argument<string?>("HANDLE")
        {
            Description = "Who may use it, by GitHub handle; default: anyone who has it",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var expires = Shared.Text("--expires", "DURATION", "How long it is good, 1m to 720h; default: 168h");
        var json = Shared.Json();
        var command = new DocumentedCommand("invite", "Make an invitation for one new user", handle, expires, json)
        {
            Details = """
                It works once. Who is invited puts it into a file or the variable NEXUS_INVITATION and runs
                'nexus key register'. A second one for the same handle replaces the first;
                'nexus user uninvite' takes it back. For a handle that was revoked it brings back
                the user with their workspaces.
                """,
            Examples = ["nexus user invite octocat > invitation", "nexus user invite --expires 1h"],
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var request = new InviteUserRequest
            {
                GithubUsername = parsed.GetValue(handle),
                ExpiresIn = parsed.GetValue(expires) is { } typed ? Seconds(typed) : null,
            };
            var made = await caller.Client.InviteUserAsync(request, cancellationToken);
            caller.Output.Either(
                made, ContractsJson.Default.InvitationView, parsed.GetValue(json), made.Invitation);
            var whom = made.GithubUsername ?? "anyone";
            if (!parsed.GetValue(json))
                caller.Output.Say($"valid once, until {Words.Time(made.ExpiresAt)}, for {whom}");
            return ExitCode.Ok;
        });
        return command;
    }

    private static long Seconds(string typed) => Durations.Parse(typed) is { } life
        ? (long)life.TotalSeconds
        : throw new NexusException(CliErrors.BadDuration(typed));
}
