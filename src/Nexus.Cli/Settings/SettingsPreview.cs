using System.Text.Json;
using Nexus.Cli.Daemons;
using Nexus.Cli.Servers;
using Nexus.Contracts;
using Nexus.Processes;

namespace Nexus.Cli.Settings;

/// <summary>What a server of this machine would be started with: its program tells.</summary>
internal sealed record SettingsPreview(string? Home, string? Profile)
{
    /// <summary>Somebody asks what would be, or there is nobody to ask what is.</summary>
    public bool IsWanted(Caller caller) =>
        Home is not null || Profile is not null
        || (caller.Place.Set("NEXUS_SERVER") is null && caller.Choices.Server is null
            && new LocalHome(caller.Place.NexusHome).Running is null);

    /// <exception cref="NexusException"><c>program.missing</c>, or what the program says.</exception>
    public async Task<SettingsView> AskAsync(Caller caller, CancellationToken cancellationToken)
    {
        var home = Home is null ? caller.Place.NexusHome : caller.Place.Expand(Home);
        var program = Path.Combine(caller.Place.Programs, "nexusd");
        var result = await caller.Processes.RunAsync(
            new(new Argv(program, ["--show-settings", "--home", home, .. Shared.Pair("--profile", Profile)])),
            cancellationToken);
        if (result.IsSuccess)
        {
            return JsonSerializer.Deserialize(result.Output, ContractsJson.Default.SettingsView)
                ?? throw new InvalidDataException("nexusd showed no settings.");
        }

        throw new NexusException(result.Outcome is ProcessOutcome.ProgramMissing
            ? CliErrors.ProgramMissing(program, "Run './build', or set NEXUS_BIN to its directory.")
            : StartLog.ErrorOf(result.Error.TrimEnd('\n').Split('\n'))
                ?? CliErrors.NotStarted("nexusd", result.Error.Trim(), "what it said"));
    }
}
