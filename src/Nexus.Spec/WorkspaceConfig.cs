using System.Collections.ObjectModel;

namespace Nexus.Spec;

/// <summary>What a repository says about its workspace in <c>.nexus/config.yaml</c>.</summary>
public sealed record WorkspaceConfig
{
    public const string CurrentVersion = "1.0";

    public string Version { get; init; } = CurrentVersion;

    public string? Name { get; init; }

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<ServiceConfig> Services { get; init; } = [];

    /// <summary>A name of <see cref="ProviderNames"/>; null leaves the choice to the server.</summary>
    public string? DefaultProvider { get; init; }

    public IReadOnlyDictionary<string, ProviderConfig> Providers { get; init; } =
        ReadOnlyDictionary<string, ProviderConfig>.Empty;

    /// <summary>The name of a node that has joined the server. Never an address to dial.</summary>
    public string? RemoteNode { get; init; }

    public LifecycleConfig Lifecycle { get; init; } = new();
}

/// <summary>What a provider should make. Null leaves it to the provider.</summary>
public sealed record ProviderConfig
{
    public string? Image { get; init; }

    /// <summary>Processors; fractions are allowed.</summary>
    public double? Cpu { get; init; }

    public long? MemoryBytes { get; init; }

    public long? DiskBytes { get; init; }
}

/// <summary>Shell texts run as <c>/bin/sh -c TEXT</c> in the repository.</summary>
public sealed record LifecycleConfig
{
    /// <summary>Before the services start; failing stops the start.</summary>
    public string? PreStart { get; init; }

    public string? PostStart { get; init; }

    public string? PreStop { get; init; }
}

/// <summary>The providers there are.</summary>
public static class ProviderNames
{
    public static IReadOnlyList<string> All { get; } = ["docker", "lxc", "process", "qemu"];
}
