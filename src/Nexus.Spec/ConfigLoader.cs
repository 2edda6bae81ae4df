using Nexus.Spec.Keys;
using Nexus.Spec.Loading;
using Nexus.Spec.Yaml;

namespace Nexus.Spec;

/// <summary>Reads <c>.nexus/config.yaml</c>.</summary>
public static class ConfigLoader
{
    /// <summary>Where a repository keeps its configuration.</summary>
    public const string FileName = ".nexus/config.yaml";

    /// <summary>Reports every problem at once, and never throws because of what a file contains.</summary>
    /// <param name="text">The file's content.</param>
    /// <param name="fileName">What to call it in problems.</param>
    public static ConfigResult Load(string text, string fileName) => Load(text, new Problems(fileName));

    /// <summary>The same of a file as it lies on the disk, whatever bytes it has.</summary>
    /// <param name="content">Should be UTF-8.</param>
    /// <param name="fileName">What to call it in problems.</param>
    public static ConfigResult Load(ReadOnlySpan<byte> content, string fileName)
    {
        var problems = new Problems(fileName);
        return Load(Utf8Text.Read(content, problems), problems);
    }

    private static ConfigResult Load(string text, Problems problems)
    {
        var config = Read(text, problems);
        return problems.IsEmpty ? new(config, []) : new(null, problems.InOrder());
    }

    private static WorkspaceConfig Read(string text, Problems problems)
    {
        switch (new YamlReader(problems).Read(text))
        {
            case YamlMap map:
                return Read(new Section(map, ConfigKeys.Top, "", problems), problems);
            case { } other and not YamlScalar { IsNull: true }:
                problems.Add(ProblemCodes.WrongType, other,
                    $"The file must be a mapping, not {other.Kind}.", "Begin with 'services:'.");
                break;
        }

        return new();
    }

    private static WorkspaceConfig Read(Section top, Problems problems)
    {
        CheckVersion(top, problems);
        var services = top.Map("services") is { } map ? new ServiceReader(problems).Read(map) : [];
        ServiceChecks.Check(services, problems);
        var providers = top.Below("providers", Keys("providers"));
        var remote = top.Below("remote", Keys("remote"));
        _ = (remote?.Text("user"), remote?.Port("port"));
        var lifecycle = top.Below("lifecycle", Keys("lifecycle"));
        var providerReader = new ProviderReader(problems);
        return new()
        {
            Name = top.Name("name"),
            Services = [.. services.Select(read => read.Service)],
            DefaultProvider = providerReader.Default(top, providers),
            Providers = providerReader.All(top, providers),
            RemoteNode = remote?.Name("node"),
            Lifecycle = new()
            {
                PreStart = lifecycle?.Text("pre_start"),
                PostStart = lifecycle?.Text("post_start"),
                PreStop = lifecycle?.Text("pre_stop"),
            },
        };
    }

    private static IReadOnlyList<Key> Keys(string section) => ConfigKeys.Top.Single(key => key.Name == section).Keys;

    private static void CheckVersion(Section top, Problems problems)
    {
        if (top.Text("version") is { } version && version is not (WorkspaceConfig.CurrentVersion or "1"))
        {
            problems.Add(ProblemCodes.Version, top.Value("version") ?? top.At,
                $"'version' is '{Show.Short(version)}'; this Nexus reads {WorkspaceConfig.CurrentVersion}.",
                $"Write version: \"{WorkspaceConfig.CurrentVersion}\", or install the Nexus the file was written for.");
        }
    }
}
