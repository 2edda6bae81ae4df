namespace Nexus.Server;

/// <summary>How <c>nexusd</c> was started. <c>nexus coordination start</c> passes these on.</summary>
/// <param name="Home">Null: <c>$NEXUS_HOME</c> or the default.</param>
/// <param name="Bind">Address of the API; null: as the settings say.</param>
/// <param name="Port">0: any free one; null: as the settings say.</param>
/// <param name="IsBehindProxy">TLS ends in front of it; else as the settings say.</param>
internal sealed record ServerCommand(string? Home, string? Bind, int? Port, bool IsBehindProxy)
{
    public const string Usage =
        "nexusd [--home DIR] [--profile NAME] [--bind ADDRESS] [--port PORT] [--behind-proxy] [--show-settings]\n"
        + "       nexusd --version\n"
        + "The Nexus server. Start it with 'nexus coordination start'.";

    /// <summary>Null: as a variable or the file says.</summary>
    public string? Profile { get; init; }

    /// <summary>Says what it would be started with, and starts nothing.</summary>
    public bool ShowsSettings { get; init; }

    public string? HomePath => Home ?? Environment.GetEnvironmentVariable("NEXUS_HOME");

    /// <returns>Null: not understood.</returns>
    public static ServerCommand? Parse(IReadOnlyList<string> args)
    {
        var command = new ServerCommand(null, null, null, IsBehindProxy: false);
        for (var i = 0; i < args.Count; i++)
        {
            var value = i + 1 < args.Count ? args[i + 1] : null;
            var next = (args[i], value) switch
            {
                ("--behind-proxy", _) => command with { IsBehindProxy = true },
                ("--show-settings", _) => command with { ShowsSettings = true },
                ("--home", { } home) => command with { Home = home },
                ("--profile", { } profile) => command with { Profile = profile },
                ("--bind", { } bind) => command with { Bind = bind },
                ("--port", { } port) when ushort.TryParse(port, out var number) => command with { Port = number },
                _ => null,
            };
            if (next is null)
                return null;
            i += args[i] is "--behind-proxy" or "--show-settings" ? 0 : 1;
            command = next;
        }

        return command;
    }
}
