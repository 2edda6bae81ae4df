using Nexus.Spec.Keys;
using Nexus.Spec.Yaml;

namespace Nexus.Spec.Loading;

/// <summary>The <c>services</c> of a file, each by itself; <see cref="ServiceChecks"/> sees them together.</summary>
internal sealed class ServiceReader(Problems problems)
{
    private const int Most = 100;

    public IReadOnlyList<ReadService> Read(YamlMap map)
    {
        if (map.Entries.Count > Most)
        {
            problems.Add(ProblemCodes.TooMany, map.Entries[Most].Key,
                $"There are {map.Entries.Count} services; {Most} is the most.", "Split the workspace.");
        }

        return [.. map.Entries.Take(Most).Select(entry => Read(entry.Key, entry.Value)).OfType<ReadService>()];
    }

    private ReadService? Read(YamlScalar name, YamlValue value)
    {
        if (!Scalars.IsName(name.Text))
        {
            problems.Add(ProblemCodes.BadName, name,
                $"A service cannot be called '{Show.Short(name.Text)}'.", Section.NameHint);
        }

        if (value is not YamlMap map)
        {
            problems.Add(ProblemCodes.WrongType, value,
                $"'services.{Show.Short(name.Text)}' must be a mapping, not {value.Kind}.",
                "Put 'command: …' below it, indented.");
            return null;
        }

        var path = $"services.{Show.Short(name.Text)}";
        var section = new Section(map, ConfigKeys.Service, path, problems);
        var command = section.Text("command") ?? "";
        var port = section.Port("port");
        var (variables, secrets) = new VariableReader(problems).Read(section, path);
        var service = new ServiceConfig
        {
            Name = name.Text,
            Command = command,
            Port = port,
            DependsOn = DependsOn(section),
            Environment = variables,
            Secrets = secrets,
            HealthCheck = new HealthCheckReader(problems).Read(section, port),
            Restart = Restart(section),
            Internal = section.Flag("internal") ?? KnownServers.IsDatabase(command),
            WorkingDirectory = WorkingDirectory(section),
        };
        return new(service, name, section);
    }

    private IReadOnlyList<string> DependsOn(Section section)
    {
        var names = new List<string>();
        foreach (var item in section.List("depends_on")?.Items ?? [])
        {
            if (item is YamlScalar { IsNull: false } name)
            {
                names.Add(name.Text);
            }
            else
            {
                problems.Add(ProblemCodes.WrongType, item,
                    $"{section.Full("depends_on")} lists names of services, not {item.Kind}.",
                    "Write [first, second].");
            }
        }

        return [.. names.Distinct(StringComparer.Ordinal)];
    }

    private static RestartPolicy Restart(Section section) =>
        section.Choice("restart", ConfigKeys.Service.Single(key => key.Name is "restart").Choices) switch
        {
            "always" => RestartPolicy.Always,
            "never" => RestartPolicy.Never,
            _ => RestartPolicy.OnFailure,
        };

    private string? WorkingDirectory(Section section)
    {
        var path = section.Text("working_directory");
        if (section.Value("working_directory") is { } at && path is not null
            && (Path.IsPathRooted(path) || path.Split('/').Contains("..", StringComparer.Ordinal)))
        {
            problems.Add(ProblemCodes.BadValue, at,
                $"{section.Full("working_directory")} leads out of the repository.", "Name a directory inside it.");
        }

        return path;
    }
}

/// <summary>A service and where the file says so.</summary>
internal sealed record ReadService(ServiceConfig Service, YamlScalar Name, Section Section);
