namespace Nexus.Server;

/// <summary>How <c>nexusd</c> was started. <c>nexus coordination start</c> passes these on.</summary>
/// <param name="Home">Null: <c>$NEXUS_HOME</c> or the default.</param>
/// <param name="Bind">Address of the API.</param>
/// <param name="Port">0: any free one.</param>
/// <param name="IsBehindProxy">TLS ends in front of it.</param>
internal sealed record ServerCommand(string? Home, string Bind, int Port, bool IsBehindProxy)
{
    public const string Usage =
        "nexusd [--home DIR] [--bind ADDRESS] [--port PORT] [--behind-proxy] | --version\n"
        + "The Nexus server. Start it with 'nexus coordination start'.";

    /// <returns>Null: not understood.</returns>
    public static ServerCommand? Parse(IReadOnlyList<string> args)
    {
        var command = new ServerCommand(null, "127.0.0.1", 3001, IsBehindProxy: false);
        for (var i = 0; i < args.Count; i++)
        {
            var value = i + 1 < args.Count ? args[i + 1] : null;
            var next = (args[i], value) switch
            {
                ("--behind-proxy", _) => command with { IsBehindProxy = true },
                ("--home", { } home) => command with { Home = home },
                ("--bind", { } bind) => command with { Bind = bind },
                ("--port", { } port) when ushort.TryParse(port, out var number) => command with { Port = number },
                _ => null,
            };
            if (next is null)
                return null;
            i += args[i] is "--behind-proxy" ? 0 : 1;
            command = next;
        }

        return command;
    }
}
