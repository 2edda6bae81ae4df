using System.Globalization;
using Nexus.Cli.Talk;
using Nexus.Client;
using Nexus.Contracts;
using Nexus.Spec;

namespace Nexus.Cli.Servers;

/// <summary>Finds the server and its token, as docs/reference/config.md says.</summary>
internal static class ServerLocator
{
    private const string DefaultHost = "127.0.0.1";

    /// <exception cref="NexusException"><c>server.invalid</c>, <c>server.credentials_open</c>.</exception>
    public static KnownServer Find(Place place, UserConfig choices)
    {
        var home = new LocalHome(place.NexusHome);
        var address = Address(place, choices, home, out var isLocal);
        var key = isLocal ? place.NexusHome : null;
        if (place.Set("NEXUS_TOKEN") is { } token)
            return new(address, token, "NEXUS_TOKEN", key);
        if (isLocal && home.TokenOfRunningServer() is { } local)
            return new(address, local, home.ConfigFile, key);

        var credentials = new Credentials(place);
        var kept = credentials.TokenFor(address);
        return new(address, kept, kept is null ? "none found" : credentials.Path, key);
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

    /// <param name="isLocal">Whether it is the server of the local home, as far as that says where it is.</param>
    private static Uri Address(Place place, UserConfig choices, LocalHome home, out bool isLocal)
    {
        var port = place.Set("NEXUS_SERVER_PORT") is { } typed
            ? int.TryParse(typed, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 65536
                ? number
                : throw new NexusException(CliErrors.BadPort(typed))
            : choices.ServerPort;
        var server = place.Set("NEXUS_SERVER") ?? choices.Server;
        var announced = home.Announced;
        isLocal = server is null && port is null;
        if (isLocal && announced is not null)
            return announced;

        var address = Connection.Address(server ?? DefaultHost, port ?? Connection.DefaultPort);
        if (announced is null || !IsSame(address, announced))
            return address;
        isLocal = true;
        return announced;
    }

    private static bool IsSame(Uri typed, Uri announced) =>
        typed.Scheme == announced.Scheme && typed.Port == announced.Port
        && (typed.Host == announced.Host || (typed.Host is "localhost" && announced.IsLoopback));
}
