using System.Text.Json.Serialization;

namespace Nexus.Contracts;

/// <summary>Where a value of a setting comes from; a later one wins.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<SettingOrigin>))]
public enum SettingOrigin
{
    Default,
    Profile,
    File,
    Environment,
    CommandLine,
}

/// <summary>One setting of a server.</summary>
public sealed record SettingView
{
    /// <summary>As in state/config.json: <c>ledger.keep</c>.</summary>
    public required string Key { get; init; }

    /// <summary>Null: none, or it is a secret.</summary>
    public required string? Value { get; init; }

    public required bool IsSet { get; init; }

    /// <summary>Its value is never shown.</summary>
    public required bool IsSecret { get; init; }

    public required SettingOrigin Origin { get; init; }

    /// <summary>The profile, file, variable or option it is from; null: a default.</summary>
    public required string? From { get; init; }
}

/// <summary>What a server was started with.</summary>
public sealed record SettingsView
{
    /// <summary><c>local</c>, <c>server</c> or <c>cloud</c>.</summary>
    public required string Profile { get; init; }

    public required IReadOnlyList<SettingView> Items { get; init; }

    /// <summary>Keys that somebody has written and the server does not know.</summary>
    public required IReadOnlyList<string> Unknown { get; init; }
}
