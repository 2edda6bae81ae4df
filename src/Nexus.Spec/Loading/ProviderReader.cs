using Nexus.Spec.Keys;
using Nexus.Spec.Yaml;

namespace Nexus.Spec.Loading;

/// <summary>Providers as <c>providers: {docker: …}</c> and as <c>docker: …</c>, which may not disagree.</summary>
internal sealed class ProviderReader(Problems problems)
{
    public string? Default(Section top, Section? providers)
    {
        var brief = top.Choice("provider", ProviderNames.All);
        var full = providers?.Choice("default", ProviderNames.All);
        if (brief is not null && full is not null && brief != full)
            Contradict("providers.default", providers?.Value("default"), top.Value("provider"));
        return full ?? brief;
    }

    public IReadOnlyDictionary<string, ProviderConfig> All(Section top, Section? providers)
    {
        var all = new Dictionary<string, ProviderConfig>(StringComparer.Ordinal);
        foreach (var name in ProviderNames.All)
        {
            var brief = top.Below(name, ConfigKeys.Provider);
            var full = providers?.Below(name, ConfigKeys.Provider);
            if (brief is not null || full is not null)
                all[name] = Merge(name, full, brief);
        }

        return all;
    }

    private ProviderConfig Merge(string name, Section? full, Section? brief)
    {
        return new()
        {
            Image = One("image", (section, key) => section.Text(key)),
            Cpu = One("cpu", (section, key) => section.Cpu(key)),
            MemoryBytes = One("memory", (section, key) => section.Size(key)),
            DiskBytes = One("disk", (section, key) => section.Size(key)),
        };

        T? One<T>(string key, Func<Section, string, T?> read)
        {
            var a = full is null ? default : read(full, key);
            var b = brief is null ? default : read(brief, key);
            if (a is not null && b is not null && !a.Equals(b))
                Contradict($"{name}.{key}", full?.Value(key), brief?.Value(key));
            return a is null ? b : a;
        }
    }

    private void Contradict(string what, YamlValue? one, YamlValue? other)
    {
        var (first, second) = one?.Line <= other?.Line ? (one, other) : (other, one);
        if (first is not null && second is not null)
        {
            problems.Add(ProblemCodes.Contradiction, second,
                $"'{what}' is set differently on line {first.Line} and on line {second.Line}.", "Keep one of them.");
        }
    }
}
