using Nexus.Cli.Help;
using Nexus.Cli.Talk;
using Nexus.Contracts;

namespace Nexus.Cli.Users;

/// <summary>Who may come in, and who still may become one of them.</summary>
internal sealed record UserListing(
    IReadOnlyList<UserView> Items, IReadOnlyList<OpenInvitationView> Invitations, string? NextCursor);

/// <summary><c>nexus user list</c></summary>
internal static class ListUsers
{
    private static readonly Table Users = new(
        ["HANDLE", "STATUS", "ROLE", "WORKSPACES", "KEY", "ID"], "ID", "KEY", "WORKSPACES", "ROLE");

    private static readonly Table Invitations = new(["INVITATION", "FOR", "EXPIRES"], "EXPIRES");

    public static DocumentedCommand Create(Caller caller)
    {
        var json = Shared.Json();
        var command = new DocumentedCommand("list", "List the users and the open invitations", json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var users = await caller.Client.UsersAsync(cancellationToken);
            var invitations = await caller.Client.InvitationsAsync(cancellationToken);
            caller.Output.Either(
                new(users, invitations, NextCursor: null), CliJson.Default.UserListing, parsed.GetValue(json),
                Text(users, invitations, caller.Place.ResultRoom));
            return ExitCode.Ok;
        });
        return command;
    }

    private static string Text(
        IReadOnlyList<UserView> users, IReadOnlyList<OpenInvitationView> invitations, int? room)
    {
        var text = Users.Of(users.Select(Row), room);
        return invitations.Count == 0 ? text : $"{text}\n\n{Invitations.Of(invitations.Select(Row), room)}";
    }

    private static IReadOnlyList<string> Row(UserView user) =>
    [
        user.GithubUsername, Words.Of(user.Status), user.IsAdmin ? "admin" : "user", $"{user.Workspaces.Count}",
        user.SshPubkeyFingerprint ?? "-", user.UserId,
    ];

    private static IReadOnlyList<string> Row(OpenInvitationView invitation) =>
        [invitation.InvitationId, invitation.GithubUsername ?? "anyone", Words.Time(invitation.ExpiresAt)];
}
