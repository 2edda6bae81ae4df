using System.Text.RegularExpressions;
using Nexus.Contracts;
using Nexus.Spec;

namespace Nexus.Workspaces.Lifecycle;

/// <summary>What may be asked of a provider, whoever asks: a caller, or a repository.</summary>
internal static partial class WishRules
{
    /// <summary>A value of a map may be null whatever its type says.</summary>
    /// <exception cref="NexusException">
    /// <c>workspace.unknown_provider</c>, <c>workspace.bad_size</c>, <c>workspace.bad_image</c>.
    /// </exception>
    public static void Check(string provider, ProviderWish? wish)
    {
        if (!ProviderNames.All.Contains(provider, StringComparer.Ordinal))
            throw new NexusException(WorkspaceErrors.UnknownProvider(provider));
        if (wish is null)
            throw new NexusException(WorkspaceErrors.BadSize($"providers.{provider} is null"));
        if (wish.Cpus is { } cpus && cpus is not (>= ConfigLimits.LeastCpus and <= ConfigLimits.MostCpus))
            throw new NexusException(WorkspaceErrors.BadSize($"providers.{provider}.cpus must be from 0.1 to 1024"));
        CheckBytes($"providers.{provider}.memory_bytes", wish.MemoryBytes);
        CheckBytes($"providers.{provider}.disk_bytes", wish.DiskBytes);
        CheckImage(wish.Image);
    }

    /// <exception cref="NexusException"><c>workspace.bad_image</c>.</exception>
    public static void CheckImage(string? image)
    {
        if (image is not null && !Image().IsMatch(image))
            throw new NexusException(WorkspaceErrors.BadImage(image));
    }

    private static void CheckBytes(string name, long? bytes)
    {
        if (bytes is { } size && size is not (>= 1 and <= ConfigLimits.MostBytes))
            throw new NexusException(WorkspaceErrors.BadSize($"{name} must be at least 1"));
    }

    [GeneratedRegex(
        @"^(?!.*\.\.)[a-z0-9][a-zA-Z0-9._/:@-]{0,254}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 200)]
    private static partial Regex Image();
}
