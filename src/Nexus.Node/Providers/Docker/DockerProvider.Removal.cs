using System.Net;
using Nexus.Contracts;

namespace Nexus.Node.Providers.Docker;

/// <summary>How a container and its home go.</summary>
internal sealed partial class DockerProvider
{
    public async Task DestroyAsync(string workspaceId, CancellationToken cancellationToken)
    {
        await OneAtHomeAsync(workspaceId, cancellationToken);
        await RemoveContainerAsync(workspaceId, cancellationToken);
        var home = await engine.GetAsync(
            DockerRequests.InspectHome(workspaceId), DockerJson.Default.VolumeInfo, cancellationToken);
        // Without labels: an engine was ended as it made it. Then it is ours unless somebody's container has it.
        var isUnknown = home is { Labels: null or { Count: 0 } };
        if (isUnknown || IsOwn(workspaceId, home?.Labels))
        {
            var status = await engine.SendAsync(
                DockerRequests.DestroyHome(workspaceId), cancellationToken, HttpStatusCode.NotFound,
                HttpStatusCode.Conflict);
            if (status is HttpStatusCode.Conflict && !isUnknown)
                throw new NexusException(await WhyKeptAsync(workspaceId, cancellationToken));
        }

        await wall.ForgetAsync(workspaceId, await ListAsync(cancellationToken), cancellationToken);
    }

    private async Task<NexusError> WhyKeptAsync(string workspaceId, CancellationToken cancellationToken) =>
        DockerErrors.HomeInUse((await AtHomeAsync(workspaceId, cancellationToken)).Select(NameOf));

    /// <summary>A conflict is a removal that goes on since somebody asked before; its end is waited for.</summary>
    private async Task RemoveContainerAsync(string workspaceId, CancellationToken cancellationToken)
    {
        var backoff = new Backoff(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1));
        while (await OwnAsync(workspaceId, cancellationToken) is { } own)
        {
            var status = await engine.SendAsync(
                DockerRequests.Destroy(own.Id), cancellationToken, HttpStatusCode.NotFound,
                HttpStatusCode.Conflict);
            if (status is HttpStatusCode.Conflict)
                await backoff.WaitAsync(clock, cancellationToken);
        }
    }
}
