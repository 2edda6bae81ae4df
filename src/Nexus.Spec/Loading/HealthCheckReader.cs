using Nexus.Spec.Keys;
using Nexus.Spec.Yaml;

namespace Nexus.Spec.Loading;

/// <summary>A service's <c>health_check</c> in its long and its short forms.</summary>
internal sealed class HealthCheckReader(Problems problems)
{
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(10);

    public HealthCheck Read(Section service, int? port)
    {
        var check = service.Value("health_check") switch
        {
            YamlScalar text => Short(text, service.Full("health_check"), port),
            YamlMap when service.Below("health_check", ConfigKeys.HealthCheck) is { } section =>
                Long(section, port, service.Has("port")),
            YamlList list => Wrong(list, service.Full("health_check")),
            _ => new() { Type = port is null ? HealthCheckType.None : HealthCheckType.Tcp, Port = port },
        };
        if (check is { Type: HealthCheckType.Http or HealthCheckType.Tcp, Port: null }
            && !service.Has("port") && service.Value("health_check") is YamlScalar at)
        {
            ReportPort(at, service.Full("health_check"));
        }

        return check;
    }

    private HealthCheck Short(YamlScalar text, string path, int? port) => text.Text switch
    {
        "none" => new(),
        "tcp" => new() { Type = HealthCheckType.Tcp, Port = port },
        "http" => new() { Type = HealthCheckType.Http, Port = port, Path = "/" },
        ['/', ..] => new() { Type = HealthCheckType.Http, Port = port, Path = text.Text },
        _ => Url(text, path),
    };

    private HealthCheck Url(YamlScalar text, string path)
    {
        if (!text.Text.Contains("://", StringComparison.Ordinal)
            || !Uri.TryCreate(text.Text, UriKind.Absolute, out var url) || url.Host is "")
        {
            problems.Add(ProblemCodes.HealthCheck, text, $"{path} is neither a path nor a URL.",
                "Write /health, http://localhost:8080/health, psql://localhost:5432/db, tcp or none.");
        }
        else if (url.Scheme is "https")
        {
            problems.Add(ProblemCodes.HealthCheck, text, $"{path} asks for https, which is not checked inside.",
                "Use http://, or tcp to see whether the port answers.");
        }
        else if ((url.Port > 0 ? url.Port : KnownServers.PortOf(url.Scheme)) is not { } port)
        {
            problems.Add(ProblemCodes.HealthCheck, text,
                $"{path} names no port, and '{Show.Short(url.Scheme)}' has none by itself.",
                $"Write {Show.Short(url.Scheme)}://{Show.Short(url.Host)}:PORT.");
        }
        else if (url.Scheme is "http")
        {
            return new() { Type = HealthCheckType.Http, Host = Host(url), Port = port, Path = url.PathAndQuery };
        }
        else
        {
            return new() { Type = HealthCheckType.Tcp, Host = Host(url), Port = port };
        }

        return new();
    }

    /// <summary>localhost is the loopback in both families, so it needs no name.</summary>
    private static string? Host(Uri url) => url.Host is "localhost" ? null : url.Host;

    private HealthCheck Long(Section section, int? servicePort, bool serviceHasPort)
    {
        var choices = ConfigKeys.HealthCheck.Single(key => key.Name is "type").Choices;
        var command = section.Text("command");
        var path = section.Text("path");
        var port = section.Port("port") ?? servicePort;
        var type = section.Choice("type", choices) switch
        {
            "http" => HealthCheckType.Http,
            "tcp" => HealthCheckType.Tcp,
            "custom" => HealthCheckType.Custom,
            "none" => HealthCheckType.None,
            _ when command is not null => HealthCheckType.Custom,
            _ when path is not null => HealthCheckType.Http,
            _ => port is null ? HealthCheckType.None : HealthCheckType.Tcp,
        };
        var usesPort = type is HealthCheckType.Http or HealthCheckType.Tcp;
        var check = new HealthCheck
        {
            Type = type,
            Command = command,
            Path = type is HealthCheckType.Http ? path ?? "/" : path,
            Port = usesPort ? port : null,
            Host = section.Text("host"),
            Timeout = section.Duration("timeout") ?? HealthCheck.DefaultTimeout,
        };
        Check(section, check, hasPort: serviceHasPort || section.Has("port"));
        return check;
    }

    private void Check(Section section, HealthCheck check, bool hasPort)
    {
        var type = check.Type.ToString().ToLowerInvariant();
        if (check.Type is HealthCheckType.Custom && !section.Has("command"))
        {
            problems.Add(ProblemCodes.MissingKey, section.At, $"{section.Full("command")} is missing.",
                "A custom check needs 'command:'.");
        }

        if (check.Type is not HealthCheckType.Custom && section.Value("command") is { } command)
        {
            problems.Add(ProblemCodes.HealthCheck, command,
                $"{section.Full("command")} has no use in a check of type {type}.", "Use 'type: custom'.");
        }

        if (check.Type is not HealthCheckType.Http && section.Value("path") is { } path)
        {
            problems.Add(ProblemCodes.HealthCheck, path,
                $"{section.Full("path")} has no use in a check of type {type}.", "Use 'type: http'.");
        }
        else if (check.Path is not null and not ['/', ..])
        {
            problems.Add(ProblemCodes.HealthCheck, section.Value("path") ?? section.At,
                $"{section.Full("path")} must begin with a slash.", "Write a path like /health.");
        }

        if (check.Type is HealthCheckType.Http or HealthCheckType.Tcp && !hasPort)
            ReportPort(section.At, section.Full("port"));
        if (check.Timeout > LongestTimeout)
        {
            problems.Add(ProblemCodes.HealthCheck, section.Value("timeout") ?? section.At,
                $"{section.Full("timeout")} is longer than 10 minutes.", "Write at most 10m.");
        }
    }

    private void ReportPort(YamlValue at, string path) =>
        problems.Add(
            ProblemCodes.HealthCheck, at, $"{path}: there is no port to check.", "Give the service a 'port:'.");

    private HealthCheck Wrong(YamlList list, string path)
    {
        problems.Add(ProblemCodes.WrongType, list, $"{path} must be text or a mapping, not a list.",
            "Write /health, or 'type:' and its keys below it.");
        return new();
    }
}
