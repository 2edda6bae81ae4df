namespace Nexus.Platform.Secrets;

/// <summary>
/// System secrets from variables of the server: <c>NEXUS_SECRET_PROVIDERS_NAME</c> is <c>sys/ENV/providers/name</c>,
/// <c>NEXUS_SECRET_INTEGRATIONS_NAME</c> likewise; and those every tool knows, as <c>OPENAI_API_KEY</c>.
/// </summary>
public sealed class EnvironmentSecrets
{
    private const string Prefix = "NEXUS_SECRET_";

    private static readonly Dictionary<string, string> WellKnown = new(StringComparer.Ordinal)
    {
        ["OPENAI_API_KEY"] = "providers/openai",
        ["ANTHROPIC_API_KEY"] = "providers/anthropic",
    };

    private readonly SortedDictionary<string, (string Variable, string Value)> _secrets = new(StringComparer.Ordinal);

    /// <param name="envId">Of the home.</param>
    /// <param name="variables">Others are passed over, and those that are empty.</param>
    public EnvironmentSecrets(string envId, IEnumerable<KeyValuePair<string, string>> variables)
    {
        EnvId = envId;
        foreach (var (variable, value) in variables)
        {
            if (value.Length > 0 && NameOf(variable) is { } name)
                _secrets.TryAdd($"sys/{envId}/{name}", (variable, value));
        }
    }

    internal string EnvId { get; }

    /// <summary>The paths with the variable and the value of each.</summary>
    internal IEnumerable<(string Path, string Variable, string Value)> All =>
        _secrets.Select(pair => (pair.Key, pair.Value.Variable, pair.Value.Value));

    /// <summary>
    /// Takes them out of the variables of this process, so that no program it starts is given them.
    /// </summary>
    public static EnvironmentSecrets Take(string envId)
    {
        var found = new List<KeyValuePair<string, string>>();
        foreach (System.Collections.DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            if (entry is { Key: string name, Value: string value } && NameOf(name) is not null)
            {
                found.Add(new(name, value));
                Environment.SetEnvironmentVariable(name, null);
            }
        }

        return new(envId, found);
    }

    /// <returns>The variable it comes from; null: it is none of these.</returns>
    internal string? VariableOf(string path) => _secrets.TryGetValue(path, out var found) ? found.Variable : null;

    private static string? NameOf(string variable)
    {
        if (WellKnown.TryGetValue(variable, out var known))
            return known;
        if (!variable.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var words = variable[Prefix.Length..].Split('_', 2);
        return words is [("PROVIDERS" or "INTEGRATIONS") and var kind, { Length: > 0 } name]
            ? $"{kind.ToLowerInvariant()}/{name.ToLowerInvariant()}"
            : null;
    }
}
