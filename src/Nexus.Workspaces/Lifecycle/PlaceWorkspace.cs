using Microsoft.Extensions.Options;
using Nexus.Contracts;
using Nexus.Engine.Runs;
using Nexus.Workspaces.Gateway;
using Nexus.Workspaces.Nodes;
using Nexus.Workspaces.Ports;

namespace Nexus.Workspaces.Lifecycle;

/// <summary>
/// The first step of coming up. One workspace is placed at a time, so that each sees what was promised before.
/// </summary>
internal sealed class PlaceWorkspace(
    WorkspaceStore workspaces, NodeStore nodes, Fleet fleet, PortLeases leases, Doors doors,
    IOptions<ProviderOptions> providers, TimeProvider clock) : IDisposable
{
    /// <summary>After a restart of the server its nodes dial in again within moments.</summary>
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(10);

    private static readonly IReadOnlyDictionary<string, int> NoLoads =
        new Dictionary<string, int>(StringComparer.Ordinal);
    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <exception cref="NexusException"><c>node.*</c>, <c>port.exhausted</c>.</exception>
    public async Task RunAsync(Workspace workspace, StepContext step, CancellationToken cancellationToken)
    {
        var joined = await nodes.AllAsync(cancellationToken);
        var patience = joined.Any(node => Fitting.IsOpen(node, workspace.Config)) ? Within : TimeSpan.Zero;
        await fleet.ForAsync(() => Choice(workspace, joined, NoLoads) is not null, patience, clock, cancellationToken);

        await _gate.WaitAsync(cancellationToken);
        try
        {
            await PlaceAsync(workspace, step, cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task PlaceAsync(Workspace workspace, StepContext step, CancellationToken cancellationToken)
    {
        var joined = await nodes.AllAsync(cancellationToken);
        var loads = await workspaces.CountByNodeAsync(
            other => other.Desired is DesiredState.Up && other.Id != workspace.Id, cancellationToken);
        var placement = Choice(workspace, joined, loads) ?? throw new NexusException(Placing.WhyNot(
            workspace, Candidates(joined, loads), [.. joined.Select(node => node.Name)], providers.Value.Default));
        var wanted = new Lease
        {
            Port = 0,
            WorkspaceId = workspace.Id,
            OwnerId = workspace.OwnerId,
            Since = clock.GetUtcNow(),
        };
        var lease = await leases.LeaseAsync(wanted, doors, Cause.Of(step), cancellationToken);
        await workspaces.ChangeAsync(
            workspace.Id,
            w => new(
                Creating(w) with
                {
                    Placement = placement with { IsMade = true },
                    SshPort = lease.Port,
                    RunId = step.RunId,
                },
                new Told("xyn.workspace.creating")),
            Cause.Of(step), cancellationToken);
    }

    private Placement? Choice(
        Workspace workspace, IReadOnlyList<Node> joined, IReadOnlyDictionary<string, int> loads) =>
        Placing.Choose(workspace, Candidates(joined, loads), providers.Value.Default);

    /// <summary>One that joined a moment ago is not among the stored ones yet.</summary>
    private IReadOnlyList<Candidate> Candidates(
        IReadOnlyList<Node> joined, IReadOnlyDictionary<string, int> loads)
    {
        var stored = joined.ToDictionary(node => node.Id, StringComparer.Ordinal);
        return [.. fleet.Links.Select(link => new Candidate(
            link, stored.GetValueOrDefault(link.Node.Id, link.Node), loads.GetValueOrDefault(link.Node.Id)))];
    }

    private Workspace Creating(Workspace workspace) =>
        workspace.State is WorkspaceState.Running
            ? workspace
            : workspace.To(WorkspaceState.Creating, clock.GetUtcNow());
}
