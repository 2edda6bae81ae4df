using System.Globalization;
using System.Text.RegularExpressions;
using Nexus.Spec.Loading;

namespace Nexus.Spec.Detecting;

/// <summary>A <c>Procfile</c>: <c>name: command</c> on each line. <c>release</c> is a task, not a service.</summary>
internal static partial class Procfile
{
    private const int FirstPort = 5000;
    private const int Step = 100;

    public static IReadOnlyList<ServiceConfig> Read(string text) =>
    [
        .. text.Split('\n')
            .Select(line => Line().Match(line.TrimEnd()))
            .Where(match => match.Success)
            .Select(match => (Name: Name(match.Groups["name"].Value), Command: match.Groups["command"].Value))
            .Where(process => process.Name is not "release" && Scalars.IsName(process.Name))
            .DistinctBy(process => process.Name, StringComparer.Ordinal)
            .Select((process, index) => Service(process.Name, process.Command, FirstPort + (index * Step))),
    ];

    /// <summary>Only a command that asks for <c>$PORT</c> is known to listen.</summary>
    private static ServiceConfig Service(string name, string command, int port) => !Port().IsMatch(command)
        ? new() { Name = name, Command = command, Internal = KnownServers.IsDatabase(command) }
        : new()
        {
            Name = name,
            Command = command,
            Port = port,
            Environment = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["PORT"] = port.ToString(CultureInfo.InvariantCulture),
            },
            HealthCheck = new() { Type = HealthCheckType.Tcp, Port = port },
        };

    private static string Name(string typed) => typed.ToLowerInvariant().Replace('_', '-');

    [GeneratedRegex(
        @"^(?<name>[A-Za-z0-9_-]+):\s*(?<command>\S.*)\z", RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Line();

    [GeneratedRegex(@"\$(PORT\b|\{PORT)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Port();
}
