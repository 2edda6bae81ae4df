using System.CommandLine;
using Nexus.Cli.Help;
using Nexus.Contracts;

namespace Nexus.Cli.Secrets;

/// <summary><c>nexus secret set</c>: never from an argument, which others could read.</summary>
internal static class SetSecret
{
    public static Command Create(Caller caller)
    {
        var path = SecretCommands.Path();
        var file = Shared.Text("--file", "FILE", "The value is the content of this file");
        var json = Shared.Json();
        var command = new DocumentedCommand("set", "Set a secret", path, file, json)
        {
            Details = """
                The value comes from a file, from standard input, or is asked for without being shown: never
                from an argument, which others could read. One line end after it is no part of it.
                """,
            Examples =
            [
                "nexus secret set user/me/deploy-password",
                "pass show registry | nexus secret set sys/integrations/registry",
                "nexus secret set user/me/deploy-key --file id_ed25519",
            ],
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var value = await ValueAsync(
                caller.Place, parsed.GetRequiredValue(path), parsed.GetValue(file), cancellationToken);
            var kept = await caller.Client.PutSecretAsync(parsed.GetRequiredValue(path), value, cancellationToken);
            caller.Output.Either(
                kept, ContractsJson.Default.SecretView, parsed.GetValue(json), $"{kept.Path}  version {kept.Version}");
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<string> ValueAsync(
        Place place, string path, string? file, CancellationToken cancellationToken)
    {
        if (file is not null)
            return Trimmed(await File.ReadAllTextAsync(place.Expand(file), cancellationToken));
        if (place.AskHidden is { } ask)
            return ask($"Value of {path}: ") ?? throw new NexusException(CliErrors.NotAnswered($"Setting {path}"));
        using var reader = new StreamReader(place.Input);
        return Trimmed(await reader.ReadToEndAsync(cancellationToken));
    }

    private static string Trimmed(string text) =>
        text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
}
