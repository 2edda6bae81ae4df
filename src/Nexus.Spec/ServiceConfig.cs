using System.Collections.ObjectModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Nexus.Contracts;

namespace Nexus.Spec;

/// <summary>A long-running command of a workspace.</summary>
public sealed record ServiceConfig
{
    public required string Name { get; init; }

    /// <summary>Run as <c>/bin/sh -c TEXT</c>.</summary>
    public required string Command { get; init; }

    public int? Port { get; init; }

    /// <summary>Services that must be healthy before this one starts.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    public IReadOnlyDictionary<string, string> Environment { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Variables whose values are secrets of the workspace's owner: paths, by name.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    public HealthCheck HealthCheck { get; init; } = new();

    public RestartPolicy Restart { get; init; } = RestartPolicy.OnFailure;

    /// <summary>Checked and shown, but not reachable from outside the environment.</summary>
    public bool Internal { get; init; }

    /// <summary>Relative to the repository; null is the repository itself.</summary>
    public string? WorkingDirectory { get; init; }
}

[JsonConverter(typeof(KebabCaseEnumConverter<RestartPolicy>))]
public enum RestartPolicy { Always, OnFailure, Never }

[JsonConverter(typeof(SnakeCaseEnumConverter<HealthCheckType>))]
public enum HealthCheckType { None, Tcp, Http, Custom }

/// <summary>How to know that a service works.</summary>
public sealed record HealthCheck
{
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    public HealthCheckType Type { get; init; }

    /// <summary>Of an http check; begins with a slash.</summary>
    public string? Path { get; init; }

    /// <summary>Of an http or tcp check: the service's own, unless the file names another.</summary>
    public int? Port { get; init; }

    /// <summary>Null means the loopback, IPv6 and IPv4.</summary>
    public string? Host { get; init; }

    /// <summary>Of a custom check: healthy when <c>/bin/sh -c TEXT</c> exits with 0.</summary>
    public string? Command { get; init; }

    /// <summary>From the start of the service until it must be healthy.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;
}

/// <summary>Enum values as the file spells them: <c>on-failure</c>.</summary>
public sealed class KebabCaseEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower)
    where T : struct, Enum;
