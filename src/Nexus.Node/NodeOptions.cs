using System.Globalization;
using Nexus.Node.Agent;
using Nexus.Node.Providers;

namespace Nexus.Node;

/// <summary>What the user of <c>nexus-node</c> chose, or its defaults.</summary>
internal sealed record NodeOptions
{
    public required string State { get; init; }

    public required string Name { get; init; }

    /// <summary>Null: the one it joined before, else the one of this machine.</summary>
    public string? Server { get; init; }

    /// <summary>Of a server that is written without one.</summary>
    public int ServerPort { get; init; } = ServerAddress.DefaultPort;

    /// <summary>Single use, from a file or the environment.</summary>
    public string? JoinToken { get; init; }

    /// <summary>In the order of preference.</summary>
    public required IReadOnlyList<string> Providers { get; init; }

    /// <summary>Where the same user's server keeps its files.</summary>
    public required string ServerHome { get; init; }

    /// <summary>Where <c>nexus-workspaced</c> is; null: beside this program.</summary>
    public string? Programs { get; init; }

    /// <summary>A path; what else <c>DOCKER_HOST</c> holds makes the provider unavailable.</summary>
    public required string DockerSocket { get; init; }

    /// <exception cref="UsageException">Something is not as it should be.</exception>
    public static NodeOptions From(Arguments arguments, Func<string, string?> variable)
    {
        var home = variable("HOME") is { Length: > 0 } path ? path : "/";
        var shared = Given(variable, "XDG_DATA_HOME") ?? Path.Combine(home, ".local", "share");
        var port = PortFrom(Given(variable, "NEXUS_SERVER_PORT"));
        return new()
        {
            State = Path.GetFullPath(
                arguments.Value("--state") ?? Given(variable, "NEXUS_NODE_STATE")
                ?? Path.Combine(shared, "nexus-node")),
            Name = arguments.Value("--name") ?? Environment.MachineName,
            Server = arguments.Value("--server") ?? Given(variable, "NEXUS_SERVER")
                ?? (port is null ? null : "127.0.0.1"),
            ServerPort = port ?? ServerAddress.DefaultPort,
            JoinToken = arguments.Value("--token-file") is { } file
                ? ReadToken(file)
                : Given(variable, "NEXUS_JOIN_TOKEN"),
            Providers = ProvidersFrom(arguments.Value("--providers") ?? arguments.Value("--drivers")),
            ServerHome = Given(variable, "NEXUS_HOME") ?? Path.Combine(shared, "nexus"),
            Programs = Given(variable, "NEXUS_BIN"),
            DockerSocket = SocketFrom(
                arguments.Value("--socket") ?? Given(variable, "DOCKER_HOST") ?? "/var/run/docker.sock"),
        };
    }

    private static string? Given(Func<string, string?> variable, string name) =>
        variable(name) is { Length: > 0 } value ? value : null;

    private static string ReadToken(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--token-file: {e.Message}");
        }
    }

    private static IReadOnlyList<string> ProvidersFrom(string? text)
    {
        if (text is null)
            return ProviderSet.Known;
        var names = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Distinct(StringComparer.Ordinal).ToArray();
        var unknown = names.Except(ProviderSet.Known, StringComparer.Ordinal).FirstOrDefault();
        return unknown is null && names.Length > 0
            ? names
            : throw new UsageException(
                $"--providers: '{unknown ?? text}' is none of {string.Join(", ", ProviderSet.Known)}.");
    }

    private static string SocketFrom(string host)
    {
        const string scheme = "unix://";
        return host.StartsWith(scheme, StringComparison.Ordinal) ? host[scheme.Length..] : host;
    }

    private static int? PortFrom(string? text)
    {
        if (text is null)
            return null;
        return int.TryParse(text, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536
            ? port
            : throw new UsageException($"NEXUS_SERVER_PORT: '{text}' is not a port.");
    }
}
