using Nexus.Cli.Help;
using Nexus.Cli.Servers;
using Nexus.Contracts;

namespace Nexus.Cli.Users;

/// <summary><c>nexus user token</c></summary>
internal static class TokenCommand
{
    public static DocumentedCommand Create(Caller caller)
    {
        var json = Shared.Json();
        var command = new DocumentedCommand("token", "Replace your own token by a new one", json)
        {
            Details = """
                For a token that others may have seen. The new one is kept in ~/.nexus/credentials; then the
                old one opens nothing any more, and what is open with it ends. Your key and workspaces stay.
                Other machines of yours need the new one.
                """,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var user = await ReplaceAsync(caller, cancellationToken);
            caller.Output.Either(
                user, ContractsJson.Default.UserView, parsed.GetValue(json), $"{user.GithubUsername}  new token");
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>The old one ends when the new one is kept: until then it is the only way in.</summary>
    private static async Task<UserView> ReplaceAsync(Caller caller, CancellationToken cancellationToken)
    {
        var credentials = new Credentials(caller.Place);
        await credentials.CheckAsync(caller.Clock, cancellationToken);
        var made = await caller.Client.NewTokenAsync(cancellationToken);
        if (made.ApiToken is not { } token)
            return made;
        await credentials.KeepAsync(caller.Server.Address, token, caller.Clock, cancellationToken);
        var user = await caller.AsAsync(
            token, credentials.Path, client => client.EndOtherTokensAsync(cancellationToken));
        caller.Output.Say($"token in {credentials.Path}; the one before opens nothing any more");
        if (caller.Place.Set("NEXUS_TOKEN") is not null)
            caller.Output.Warn("NEXUS_TOKEN is set and wins over it: unset it.");
        return user with { ApiToken = null };
    }
}
