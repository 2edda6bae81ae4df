using System.Collections;
using Nexus.Processes;

namespace Nexus.Workspaced.Setup;

/// <summary>
/// The environment of everything that runs for the user: what the image set, then who the user is, then what setup
/// asked for. Nothing of the daemon's own.
/// </summary>
internal sealed class Variables
{
    private static readonly string[] Dropped = ["HOME", "HOSTNAME", "OLDPWD", "PWD", "SHLVL", "TERM", "_"];
    private readonly Dictionary<string, string> _base;
    private volatile Dictionary<string, string> _all;

    public Variables(UserAccount user, string workspaceId, IDictionary inherited)
    {
        _base = new(StringComparer.Ordinal) { ["PATH"] = ProgramPath.Default, ["LANG"] = "C.UTF-8" };
        foreach (DictionaryEntry variable in inherited)
        {
            var name = (string)variable.Key;
            if (!name.StartsWith("NEXUS_", StringComparison.Ordinal) && !Dropped.Contains(name, StringComparer.Ordinal))
                _base[name] = (string?)variable.Value ?? "";
        }

        _base["HOME"] = user.Home;
        _base["USER"] = user.Name;
        _base["LOGNAME"] = user.Name;
        _base["SHELL"] = user.Shell;
        _base["NEXUS_WORKSPACE_ID"] = workspaceId;
        _all = _base;
    }

    public IReadOnlyDictionary<string, string> All => _all;

    /// <summary>Replaces what setup asked for.</summary>
    public void Set(IReadOnlyDictionary<string, string>? added) => _all = Merge(_base, added);

    public IReadOnlyDictionary<string, string> With(IReadOnlyDictionary<string, string>? added) =>
        added is null or { Count: 0 } ? _all : Merge(_all, added);

    private static Dictionary<string, string> Merge(
        Dictionary<string, string> to, IReadOnlyDictionary<string, string>? added)
    {
        var merged = new Dictionary<string, string>(to, StringComparer.Ordinal);
        foreach (var (name, value) in added ?? new Dictionary<string, string>(StringComparer.Ordinal))
            merged[name] = value;
        return merged;
    }
}
