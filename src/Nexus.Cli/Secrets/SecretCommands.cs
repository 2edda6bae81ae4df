using System.CommandLine;
using Nexus.Cli.Help;
using Nexus.Cli.Talk;
using Nexus.Contracts;

namespace Nexus.Cli.Secrets;

/// <summary><c>nexus secret</c></summary>
internal static class SecretCommands
{
    private static readonly Listing<SecretView> Shown = new(
        new(["PATH", "VERSION", "UPDATED", "BACKEND"], "BACKEND", "VERSION"),
        Row, "No secrets.");

    public static Command Create(Caller caller) => new DocumentedCommand(
        "secret", "Passwords and keys that automations use and nobody sees",
        List(caller), SetSecret.Create(caller), Remove(caller), Rekey(caller));

    public static Argument<string> Path() => new("PATH")
    {
        Description = "user/me/NAME; for administrators also sys/providers/NAME, sys/integrations/NAME, team/TEAM/NAME",
    };

    private static DocumentedCommand List(Caller caller)
    {
        var limit = Shared.Limit(100);
        var prefix = Shared.Text("--prefix", "PATH", "Only those whose path begins so");
        var json = Shared.Json();
        var command = new DocumentedCommand("list", "List secrets, without their values", limit, prefix, json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var page = await caller.Client.SecretsAsync(
                parsed.GetValue(limit), parsed.GetValue(prefix), cancellationToken);
            caller.List(page, ContractsJson.Default.SecretPage, page.Items, Shown, parsed.GetValue(json));
            return ExitCode.Ok;
        });
        return command;
    }

    private static DocumentedCommand Remove(Caller caller)
    {
        var path = Path();
        var json = Shared.Json();
        var command = new DocumentedCommand("rm", "Remove a secret for good", path, json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var gone = await caller.Client.RemoveSecretAsync(parsed.GetRequiredValue(path), cancellationToken);
            caller.Output.Either(
                gone, ContractsJson.Default.SecretView, parsed.GetValue(json), $"{gone.Path}  removed");
            return ExitCode.Ok;
        });
        return command;
    }

    private static DocumentedCommand Rekey(Caller caller)
    {
        var json = Shared.Json();
        var command = new DocumentedCommand("rekey", "Seal every secret anew, with a new key", json)
        {
            Details = """
                The server makes the key in state/secrets.key of its home. With secrets.keyFile the key is
                yours: put a new one before the old as the first line of that file, then run this.
                """,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var done = await caller.Client.RekeySecretsAsync(cancellationToken);
            caller.Output.Either(
                done, ContractsJson.Default.RekeyView, parsed.GetValue(json), $"{done.Count} secrets sealed anew");
            return ExitCode.Ok;
        });
        return command;
    }

    private static IReadOnlyList<string> Row(SecretView secret) =>
    [
        secret.Path, $"{secret.Version}", secret.UpdatedAt is { } time ? Words.Time(time) : "-", secret.Backend,
    ];
}
