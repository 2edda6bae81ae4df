using System.Collections.Frozen;

namespace Nexus.Server.Settings;

/// <summary>
/// Named sets of defaults, each value of which a file, a variable or an option replaces. None of them makes the server
/// trust a proxy, or shows plain HTTP to a network: that takes a person's own word.
/// </summary>
internal static class Profiles
{
    public const string Local = "local";

    private static readonly FrozenDictionary<string, (string Key, string Value)[]> All =
        new Dictionary<string, (string, string)[]>(StringComparer.Ordinal)
        {
            [Local] = [],
            ["server"] = Shared(maxRunWall: "12:00:00"),
            ["cloud"] =
            [
                .. Shared(maxRunWall: "04:00:00"),
                ("server:bind", "0.0.0.0"),
                ("engine:maxConcurrentRuns", "256"),
                ("limits:workspacesPerUser", "10"),
            ],
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <exception cref="InvalidDataException">There is none of that name.</exception>
    public static Dictionary<string, string?> Of(string name) => All.TryGetValue(name, out var values)
        ? values.ToDictionary(pair => pair.Key, string? (pair) => pair.Value, StringComparer.OrdinalIgnoreCase)
        : throw new InvalidDataException($"profile is '{name}': use local, server or cloud");

    /// <summary>Of a machine that does nothing else, for several people.</summary>
    private static (string Key, string Value)[] Shared(string maxRunWall) =>
    [
        ("artifacts:maxBytes", "1073741824"),
        ("artifacts:quotaBytes", "107374182400"),
        ("engine:grace", "00:00:30"),
        ("engine:maxRunSteps", "1000"),
        ("engine:maxRunWall", maxRunWall),
        ("ledger:keep", "180.00:00:00"),
    ];
}
