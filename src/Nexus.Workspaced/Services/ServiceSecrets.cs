using Nexus.Contracts;
using Nexus.Spec;

namespace Nexus.Workspaced.Services;

/// <summary>
/// What the server gave for the services, by path: in memory only, for those that start later or again.
/// </summary>
internal sealed class ServiceSecrets
{
    private static readonly IReadOnlyDictionary<string, string> None =
        new Dictionary<string, string>(StringComparer.Ordinal);

    private volatile IReadOnlyDictionary<string, string> _values = None;

    public void Set(IReadOnlyDictionary<string, string>? values) => _values = values ?? None;

    /// <summary>Those that start anew by themselves need theirs as before.</summary>
    public void Add(IReadOnlyDictionary<string, string> values)
    {
        var all = new Dictionary<string, string>(_values, StringComparer.Ordinal);
        foreach (var (path, value) in values)
            all[path] = value;
        _values = all;
    }

    /// <returns>Everything its file says of its environment.</returns>
    /// <exception cref="NexusException"><c>service.secret_missing</c>.</exception>
    public IReadOnlyDictionary<string, string> VariablesOf(ServiceConfig service)
    {
        if (service.Secrets.Count == 0)
            return service.Environment;
        var variables = new Dictionary<string, string>(service.Environment, StringComparer.Ordinal);
        foreach (var (name, path) in service.Secrets)
        {
            variables[name] = _values.GetValueOrDefault(path)
                ?? throw new NexusException(ServiceErrors.SecretMissing(service.Name, path));
        }

        return variables;
    }
}
