using System.Globalization;
using Nexus.Contracts;

namespace Nexus.Workspaces.Lifecycle;

/// <summary>What is not as it was wished for, although it works: the most pressing of it. Pure.</summary>
internal static class WorkspaceWarnings
{
    private const double Gibi = 1L << 30;

    public static NexusError? Of(Workspace workspace) =>
        workspace is { State: WorkspaceState.Ready or WorkspaceState.Partial, HookWarning: { } failed }
            ? failed
            : OtherProvider(workspace) ?? OtherEnvironment(workspace) ?? Unbounded(workspace);

    /// <summary>Only a clone shows what its repository asks for, and then it has been placed.</summary>
    private static NexusError? OtherProvider(Workspace workspace) =>
        workspace is { Config.Provider: null, RepositoryProvider: { } wanted, Placement.Provider: var actual }
        && wanted != actual
            ? WorkspaceErrors.OtherProvider(workspace.Name, wanted, actual)
            : null;

    private static NexusError? OtherEnvironment(Workspace workspace)
    {
        if (workspace is not { RepositoryWish: not null, Placement: { IsMade: true, Provider: var provider } })
            return null;
        var (made, wished) = (workspace.Made ?? workspace.Config.Of(provider),
            workspace.AsWished().Config.Of(provider));
        return made == wished
            ? null
            : WorkspaceErrors.OtherEnvironment(workspace.Name, string.Join(", ", Differences(made, wished)));
    }

    private static NexusError? Unbounded(Workspace workspace) => workspace.Unbounded is { } why
        ? why with { Message = why.Message.Replace(workspace.Id, workspace.Name, StringComparison.Ordinal) }
        : null;

    private static IEnumerable<string> Differences(ProviderWish made, ProviderWish wished)
    {
        if (made.Image != wished.Image)
            yield return $"image {wished.Image ?? "of the provider"}";
        if (made.Cpus != wished.Cpus)
            yield return $"cpu {wished.Cpus?.ToString(CultureInfo.InvariantCulture) ?? "of the provider"}";
        if (made.MemoryBytes != wished.MemoryBytes)
            yield return $"memory {Size(wished.MemoryBytes)}";
        if (made.DiskBytes != wished.DiskBytes)
            yield return $"disk {Size(wished.DiskBytes)}";
    }

    private static string Size(long? bytes) => bytes is { } size
        ? string.Create(CultureInfo.InvariantCulture, $"{size / Gibi:0.###} GiB")
        : "of the provider";
}
