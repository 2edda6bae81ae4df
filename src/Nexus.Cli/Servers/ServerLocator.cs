using System.Globalization;
using System.Text.Json;
using Nexus.Cli.Talk;
using Nexus.Client;
using Nexus.Contracts;
using Nexus.Spec;

namespace Nexus.Cli.Servers;

/// <summary>Finds the server and its token, as docs/reference/config.md says.</summary>
internal static class ServerLocator
{
    private const string DefaultHost = "127.0.0.1";

    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <exception cref="NexusException"><c>server.invalid</c>, <c>server.credentials_open</c>.</exception>
    public static KnownServer Find(Place place, UserConfig choices)
    {
        var address = Address(place, choices);
        if (place.Set("NEXUS_TOKEN") is { } token)
            return new(address, token, "NEXUS_TOKEN");

        var home = Path.Combine(place.NexusHome, "state", "config.json");
        if (address.IsLoopback && Text(home, "auth", "token") is { Length: > 0 } local)
            return new(address, local, home, place.NexusHome);

        var credentials = Path.Combine(place.UserDirectory, "credentials");
        if (!File.Exists(credentials))
            return new(address, null, "none found");
        if ((File.GetUnixFileMode(credentials) & Others) != UnixFileMode.None)
            throw new NexusException(CliErrors.CredentialsOpen(credentials));
        var kept = Text(credentials, address.ToString()) ?? Text(credentials, address.ToString().TrimEnd('/'));
        return new(address, kept, kept is null ? "none found" : credentials);
    }

    /// <summary>The user's choices; what is wrong in the file is said and left out.</summary>
    public static UserConfig Choices(Place place, Output output)
    {
        var path = Path.Combine(place.UserDirectory, "config.yaml");
        if (!File.Exists(path))
            return new();

        var (choices, problems) = UserConfigLoader.Load(File.ReadAllText(path), path);
        foreach (var problem in problems)
            output.Warn(problem.ToString());
        return choices;
    }

    private static Uri Address(Place place, UserConfig choices)
    {
        var port = place.Set("NEXUS_SERVER_PORT") is { } typed
            ? int.TryParse(typed, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 65536
                ? number
                : throw new NexusException(CliErrors.BadPort(typed))
            : choices.ServerPort;
        if ((place.Set("NEXUS_SERVER") ?? choices.Server) is { } server)
            return Connection.Address(server, port ?? Connection.DefaultPort);
        return port is null && Text(Path.Combine(place.NexusHome, "state", "server.json"), "url") is { } url
            ? Connection.Address(url)
            : Connection.Address(DefaultHost, port ?? Connection.DefaultPort);
    }

    /// <summary>A text in a JSON file; null when anything on the way to it is missing.</summary>
    private static string? Text(string path, params ReadOnlySpan<string> keys)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            var at = json.RootElement;
            foreach (var key in keys)
            {
                if (at.ValueKind is not JsonValueKind.Object || !at.TryGetProperty(key, out at))
                    return null;
            }

            return at.ValueKind is JsonValueKind.String ? at.GetString() : null;
        }
        catch (Exception e) when (e is JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
