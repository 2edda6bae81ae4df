using Nexus.Cli.Help;
using Nexus.Cli.Servers;
using Nexus.Contracts;

namespace Nexus.Cli.Keys;

/// <summary><c>nexus key register</c>: lets a key in, and with an invitation its owner.</summary>
internal static class RegisterCommand
{
    public static DocumentedCommand Create(Caller caller)
    {
        var file = Shared.Text("--invitation-file", "FILE", "File with an invitation; else NEXUS_INVITATION");
        var handle = Shared.Text("--handle", "NAME", "Who you are, when the invitation does not say");
        var json = Shared.Json();
        var command = new DocumentedCommand(
            "register", "Let your SSH key in, instead of the one before", file, handle, json)
        {
            Details = """
                The key is NEXUS_SSH_KEY_PATH, else the one of your settings, else the first of ~/.ssh.
                'nexus workspace create' does the same. Running workspaces follow within seconds.

                An invitation makes you a user of the server: your token is kept in ~/.nexus/credentials.
                It is never given on a command line, where others could read it.
                """,
            Examples =
            [
                "nexus key register",
                "NEXUS_SERVER=https://staging.example.com nexus key register --invitation-file invitation",
            ],
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(handle) is not null && result.GetValue(file) is null && InvitationSet(caller) is null)
                result.AddError("--handle says who redeems an invitation: add --invitation-file or NEXUS_INVITATION.");
        });
        command.SetAction((parsed, cancellationToken) => RunAsync(
            caller, parsed.GetValue(file), parsed.GetValue(handle), parsed.GetValue(json), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        Caller caller, string? file, string? handle, bool json, CancellationToken cancellationToken)
    {
        var request = new RegisterUserRequest
        {
            SshPubkey = SshKeys.Find(caller).PublicLine,
            GithubUsername = handle,
        };
        var user = Invitation(caller, file) is { } invitation
            ? await RedeemAsync(caller, invitation, file ?? "NEXUS_INVITATION", request, cancellationToken)
            : await caller.Client.RegisterAsync(request, cancellationToken);
        caller.Output.Either(
            user, ContractsJson.Default.UserView, json, $"{user.SshPubkeyFingerprint}  registered");
        return ExitCode.Ok;
    }

    private static string? Invitation(Caller caller, string? file) => file is null
        ? InvitationSet(caller)
        : File.ReadAllText(caller.Place.Expand(file)).Trim();

    private static string? InvitationSet(Caller caller) => caller.Place.Set("NEXUS_INVITATION")?.Trim();

    /// <returns>Without the token, which is kept and not shown.</returns>
    private static async Task<UserView> RedeemAsync(
        Caller caller, string invitation, string source, RegisterUserRequest request,
        CancellationToken cancellationToken)
    {
        var credentials = new Credentials(caller.Place);
        await credentials.CheckAsync(caller.Clock, cancellationToken);
        UserView user;
        try
        {
            user = await caller.AsAsync(
                invitation, source, client => client.RegisterAsync(request, cancellationToken));
        }
        catch (NexusException e) when (e.Error.Code is "auth.token_required" or "auth.token_unknown"
            or "server.bad_token" or "user.bad_invitation")
        {
            throw new NexusException(CliErrors.BadInvitation(source), e);
        }

        if (user.ApiToken is not { } token)
            return user;

        await credentials.KeepAsync(caller.Server.Address, token, caller.Clock, cancellationToken);
        caller.Output.Say($"You are '{user.GithubUsername}' at {caller.Server.Address}; token in {credentials.Path}");
        if (caller.Place.Set("NEXUS_TOKEN") is not null)
            caller.Output.Warn("NEXUS_TOKEN is set and wins over it: unset it.");
        return user with { ApiToken = null };
    }
}
