using System.Collections;
using Nexus.Contracts;

namespace Nexus.Server.Settings;

/// <summary>Settings that come from one place.</summary>
/// <param name="Origin">Which.</param>
/// <param name="Values">By key, <c>ledger:keep</c>.</param>
/// <param name="From">Of a key: the variable or the option it was.</param>
internal sealed record SettingSource(
    SettingOrigin Origin, Dictionary<string, string?> Values, Func<string, string?> From) : IConfigurationSource
{
    private const string Prefix = "NEXUS_";

    public static SettingSource OfProfile(string name) =>
        new(SettingOrigin.Profile, Profiles.Of(name), _ => name);

    public static SettingSource OfOptions(ServerCommand command)
    {
        var options = new Dictionary<string, (string Option, string? Value)>(StringComparer.OrdinalIgnoreCase)
        {
            ["profile"] = ("--profile", command.Profile),
            ["server:bind"] = ("--bind", command.Bind),
            ["server:port"] = ("--port", command.Port?.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ["server:behindProxy"] = ("--behind-proxy", command.IsBehindProxy ? "true" : null),
        };
        return new(
            SettingOrigin.CommandLine,
            options.Where(pair => pair.Value.Value is not null).ToDictionary(
                pair => pair.Key, pair => pair.Value.Value, StringComparer.OrdinalIgnoreCase),
            key => options[key].Option);
    }

    /// <summary><c>NEXUS_LEDGER__KEEP</c> is <c>ledger.keep</c>, and <c>NEXUS_PROFILE</c> the profile.</summary>
    public static SettingSource OfVariables(IDictionary variables)
    {
        var names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry entry in variables)
        {
            if (entry is { Key: string name, Value: string { Length: > 0 } value } && KeyOf(name) is { } key)
                (names[key], values[key]) = (name, value);
        }

        return new(SettingOrigin.Environment, values, key => names.GetValueOrDefault(key));
    }

    public IConfigurationProvider Build(IConfigurationBuilder builder) => new SettingProvider(this);

    private static string? KeyOf(string variable) =>
        !variable.StartsWith(Prefix, StringComparison.Ordinal) ? null
        : variable is "NEXUS_PROFILE" ? "profile"
        : variable.Contains("__", StringComparison.Ordinal)
            ? variable[Prefix.Length..].Replace("__", ":", StringComparison.Ordinal)
            : null;
}

internal sealed class SettingProvider : ConfigurationProvider
{
    public SettingProvider(SettingSource source)
    {
        Source = source;
        foreach (var (key, value) in source.Values)
            Data[key] = value;
    }

    public SettingSource Source { get; }
}
