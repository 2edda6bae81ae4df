using Nexus.Contracts;
using Nexus.Transport;
using Nexus.Transport.Workspaced;
using Nexus.Workspaces.Gateway;
using Nexus.Workspaces.Nodes;

namespace Nexus.Workspaces.Lifecycle;

/// <summary>What services use, asked of their environment when somebody looks: idle ones send nothing.</summary>
internal sealed class ServiceUsages(EnvironmentCalls calls, Fleet fleet, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <returns>Null when nothing runs, or when there was no answer in time.</returns>
    public async Task<IReadOnlyDictionary<string, ServiceUsage>?> OfAsync(
        Workspace workspace, CancellationToken cancellationToken)
    {
        if (workspace is not { Services.Count: > 0, Placement: { } placement }
            || fleet.ReportOf(placement.NodeId, workspace.Id) is not { IsRunning: true, Services.IsStarted: true })
        {
            return null;
        }

        using var deadline = new CancellationTokenSource(Patience, clock);
        using var bounds = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var reply = await calls.CallAsync(
                workspace, Verbs.Usage, body: null, TransportJson.Default.UsageReply, Patience, bounds.Token);
            return reply.Services;
        }
        catch (NexusException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
