using System.Net;
using Nexus.Contracts;
using Nexus.Node.Environments;

namespace Nexus.Node.Providers.Docker;

/// <summary>
/// Which container is a workspace's: by its labels, with the name or the home, for people rename containers. One with
/// our labels and neither is somebody's own.
/// </summary>
internal sealed partial class DockerProvider
{
    private async Task<ContainerInfo?> OwnAsync(string workspaceId, CancellationToken cancellationToken)
    {
        var named = await InspectContainerAsync(EnvironmentName.Of(workspaceId), cancellationToken);
        if (IsOwn(workspaceId, named?.Config.Labels))
            return named;
        return await OwnAtHomeAsync(workspaceId, cancellationToken) is [var row, ..]
            ? await InspectContainerAsync(row.Id, cancellationToken)
            : null;
    }

    /// <returns>Whether there is one. Two would write into one home.</returns>
    /// <exception cref="NexusException"><c>docker.several</c>.</exception>
    private async Task<bool> OneAtHomeAsync(string workspaceId, CancellationToken cancellationToken)
    {
        var own = await OwnAtHomeAsync(workspaceId, cancellationToken);
        return own.Count <= 1 ? own.Count == 1 : throw new NexusException(DockerErrors.Several(own.Select(NameOf)));
    }

    /// <returns>Those that run first.</returns>
    private async Task<IReadOnlyList<ContainerRow>> OwnAtHomeAsync(
        string workspaceId, CancellationToken cancellationToken) =>
        [.. (await AtHomeAsync(workspaceId, cancellationToken))
            .Where(row => IsOwn(workspaceId, row.Labels))
            .OrderByDescending(row => row.State is "running")];

    private async Task<IReadOnlyList<ContainerRow>> AtHomeAsync(
        string workspaceId, CancellationToken cancellationToken) => await engine.GetAsync(
            DockerRequests.ListAtHome(workspaceId), DockerJson.Default.ListContainerRow, cancellationToken) ?? [];

    /// <summary>The one it was made with, by which people find it; unless another has that now.</summary>
    private async Task GiveNameAsync(string workspaceId, ContainerInfo own, CancellationToken cancellationToken)
    {
        var name = EnvironmentName.Of(workspaceId);
        if (own.Name != $"/{name}")
        {
            await engine.SendAsync(
                DockerRequests.Rename(own.Id, name), cancellationToken, HttpStatusCode.NotFound,
                HttpStatusCode.Conflict);
        }
    }

    private Task<ContainerInfo?> InspectContainerAsync(string container, CancellationToken cancellationToken) =>
        engine.GetAsync(DockerRequests.Inspect(container), DockerJson.Default.ContainerInfo, cancellationToken);

    private bool IsOwn(string workspaceId, Dictionary<string, string>? labels) =>
        labels?.GetValueOrDefault(DockerRequests.WorkspaceLabel) == workspaceId
        && labels.GetValueOrDefault(DockerRequests.NodeLabel) == nodeId();

    private static bool IsOf(string workspaceId, ContainerRow row) =>
        IsNamed(workspaceId, row)
        || row.Mounts?.Any(mount => mount.Name == DockerRequests.HomeOf(workspaceId)) is true;

    private static bool IsNamed(string workspaceId, ContainerRow row) => NameOf(row) == EnvironmentName.Of(workspaceId);

    private static string NameOf(ContainerRow row) => row.Names is [var name, ..] ? name.TrimStart('/') : row.Id;
}
