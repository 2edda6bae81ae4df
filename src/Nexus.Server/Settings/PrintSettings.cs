using System.Text.Json;
using Nexus.Contracts;
using Nexus.Server.Errors;

namespace Nexus.Server.Settings;

/// <summary><c>nexusd --show-settings</c>: what it would be started with, on one line. It makes nothing.</summary>
internal static class PrintSettings
{
    /// <returns>The exit code.</returns>
    public static int Of(ServerCommand command)
    {
        try
        {
            using var configuration = new ConfigurationManager();
            configuration.AddSettings(HomeDirectory.At(command.HomePath).ConfigFile, command);
            Console.WriteLine(JsonSerializer.Serialize(
                ShowSettings.Of(configuration), ContractsJson.Default.SettingsView));
            return 0;
        }
        catch (Exception e) when (StartErrors.Of(e) is { } error)
        {
            return StartErrors.Tell(error);
        }
    }
}
