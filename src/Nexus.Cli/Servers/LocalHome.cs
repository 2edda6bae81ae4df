using System.Text.Json;
using Nexus.Cli.Daemons;
using Nexus.Client;

namespace Nexus.Cli.Servers;

/// <summary>
/// The home of the server that this user runs on this machine: where it listens, and its administrator's token.
/// </summary>
internal sealed class LocalHome(string path)
{
    public string ConfigFile => In("config.json");

    /// <summary>Where its server said that it listens; it may have ended since.</summary>
    public Uri? Announced
    {
        get
        {
            using var json = Json.Read(In("server.json"));
            return Json.Text(json, "url") is { } url ? Reachable(Connection.Address(url)) : null;
        }
    }

    /// <summary>Where its server listens; null while it does not run.</summary>
    public Uri? Running => TokenOfRunningServer() is null ? null : Announced;

    /// <summary>
    /// Only for the server itself: whoever listens at its address after it ended does not get to see the token.
    /// </summary>
    public string? TokenOfRunningServer()
    {
        using var json = Json.Read(In("server.json"));
        if (json?.RootElement is not { ValueKind: JsonValueKind.Object } root
            || !root.TryGetProperty("pid", out var pid) || !pid.TryGetInt32(out var number)
            || RunningProgram.Find(number, "nexusd") is null)
        {
            return null;
        }

        using var config = Json.Read(ConfigFile);
        return Json.Text(config, "auth", "token") is { Length: > 0 } token ? token : null;
    }

    private string In(string file) => Path.Combine(path, "state", file);

    /// <summary>A server that listens everywhere is reached on the loopback.</summary>
    private static Uri Reachable(Uri announced) => announced.Host switch
    {
        "0.0.0.0" => new UriBuilder(announced) { Host = "127.0.0.1" }.Uri,
        "[::]" => new UriBuilder(announced) { Host = "[::1]" }.Uri,
        _ => announced,
    };
}
