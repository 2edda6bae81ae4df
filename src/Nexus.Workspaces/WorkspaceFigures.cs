using System.Text.Json;
using Nexus.Contracts;
using Nexus.Platform.Ledger;
using Nexus.Platform.Metrics;
using Nexus.Workspaces.Lifecycle;
using Nexus.Workspaces.Nodes;
using Nexus.Workspaces.Ports;

namespace Nexus.Workspaces;

/// <summary>Workspaces, nodes and ports as they are at this moment, zeros included: a graph has no gaps.</summary>
internal sealed class WorkspaceFigures(
    WorkspaceStore workspaces, WorkspaceViews views, NodeStore nodes, Fleet fleet, PortLeases leases) : IFigures
{
    private static readonly Metric Workspaces = new(
        "nexus_workspaces", MetricKind.Gauge, "Workspaces by what was last observed of them.", "state");

    private static readonly Metric Nodes = new(
        "nexus_nodes", MetricKind.Gauge, "Nodes that have joined, by whether they are heard.", "status");

    private static readonly Metric Ports = new(
        "nexus_ports_leased", MetricKind.Gauge, "Ports held by workspaces: SSH doors and services.", "kind");

    public IReadOnlyList<Metric> Metrics => [Workspaces, Nodes, Ports];

    public async Task WriteAsync(MetricText text, CancellationToken cancellationToken)
    {
        var states = (await workspaces.AllAsync(Scope.All, cancellationToken))
            .CountBy(stored => views.StatusOf(stored.Workspace)).ToDictionary();
        foreach (var state in Enum.GetValues<WorkspaceState>())
            text.Write(Workspaces, states.GetValueOrDefault(state), Word(state));

        var joined = await nodes.AllAsync(cancellationToken);
        var heard = joined.Count(node => fleet.IsConnected(node.Id));
        text.Write(Nodes, heard, Word(NodeState.Joined));
        text.Write(Nodes, joined.Count - heard, Word(NodeState.Unreachable));

        var held = await leases.HeldAsync(cancellationToken);
        text.Write(Ports, held.Count(lease => lease.Service is null), "ssh");
        text.Write(Ports, held.Count(lease => lease.Service is not null), "service");
    }

    private static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName($"{value}");
}
