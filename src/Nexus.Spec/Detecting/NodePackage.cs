using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Nexus.Spec.Detecting;

/// <summary>A <c>package.json</c> as a workspace: one service <c>web</c>.</summary>
internal static partial class NodePackage
{
    private const int DefaultPort = 3000;
    private const int VitePort = 5173;

    public static WorkspaceConfig? Read(string json)
    {
        try
        {
            using var package = JsonDocument.Parse(json);
            var root = package.RootElement;
            var script = Script(root, "dev") is not null ? "dev" : "start";
            if (Script(root, script) is not { } text)
                return null;
            return new() { Services = [Web(script, text)] };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static ServiceConfig Web(string script, string text)
    {
        var port = PortOf(text);
        return new()
        {
            Name = "web",
            Command = script is "start" ? "npm start" : $"npm run {script}",
            Port = port,
            Environment = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["PORT"] = port.ToString(CultureInfo.InvariantCulture),
            },
            HealthCheck = new() { Type = HealthCheckType.Tcp, Port = port },
        };
    }

    private static string? Script(JsonElement root, string name) =>
        root.TryGetProperty("scripts", out var scripts) && scripts.ValueKind is JsonValueKind.Object
            && scripts.TryGetProperty(name, out var script) && script.ValueKind is JsonValueKind.String
            ? script.GetString() : null;

    private static int PortOf(string script)
    {
        if (PortOption().Match(script) is { Success: true } option && Loading.Scalars.Port(option.Groups["port"].Value)
            is { } port)
        {
            return port;
        }

        return ViteWord().IsMatch(script) ? VitePort : DefaultPort;
    }

    [GeneratedRegex(
        @"(^|\s)(--port[ =]|-p ?|PORT=)(?<port>\d{1,5})(\s|\z)", RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex PortOption();

    [GeneratedRegex(@"(^|\s)vite(\s|\z)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ViteWord();
}
