using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Nexus.Contracts;
using Nexus.Transport;
using Nexus.Transport.Control;
using Nexus.Workspaces.Gateway;
using Nexus.Workspaces.Lifecycle;

namespace Nexus.Workspaces.Nodes;

/// <summary>
/// GET /api/v1/nodes/control: hello, inventory, heartbeats and reports of one node, and commands to it.
/// </summary>
internal sealed partial class ControlEndpoint(
    Fleet fleet, NodeStore nodes, WorkspaceStore workspaces, ServerEpoch epoch, ServerIdentity identity,
    TimeProvider clock, ILogger<ControlEndpoint> logger)
{
    /// <summary>How often a node is heard; three times this long unheard is unreachable.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);

    public static async Task HandleAsync(
        HttpContext context, ControlEndpoint endpoint, IHostApplicationLifetime lifetime)
    {
        if (!context.WebSockets.IsWebSocketRequest)
            throw new NexusException(GatewayErrors.NotAWebSocket);

        var id = context.User.FindFirst(NodeAccess.NodeIdClaim)?.Value ?? "";
        using var webSocket = await context.WebSockets.AcceptWebSocketAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, lifetime.ApplicationStopping);
        using var control = new ControlConnection(webSocket, endpoint._clock);
        await endpoint.ServeAsync(id, control, stop.Token);
    }

    private readonly TimeProvider _clock = clock;

    private async Task ServeAsync(string nodeId, ControlConnection control, CancellationToken cancellationToken)
    {
        NodeLink? link = null;
        try
        {
            await control.RunAsync(
                async (message, ct) =>
                {
                    if (message.Verb is ControlVerbs.Hello)
                        link = await WelcomeAsync(nodeId, control, message, ct);
                    else if (link is not null)
                        await HandleAsync(link, message, ct);
                },
                cancellationToken);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or NexusException)
        {
            LogGone(link?.Node.Name ?? nodeId, e.Message);
        }
        finally
        {
            if (link is not null)
                fleet.Remove(link);
        }
    }

    private async Task<NodeLink?> WelcomeAsync(
        string nodeId, ControlConnection control, ControlMessage message, CancellationToken cancellationToken)
    {
        var hello = Body(message, TransportJson.Default.NodeHello);
        var node = await nodes.GetAsync(nodeId, cancellationToken);
        var welcome = new NodeWelcome(
            node.Id, epoch.Value, (int)Heartbeat.TotalMilliseconds, StreamPool.Idle, identity.Id);
        await control.ReplyAsync(message, welcome, TransportJson.Default.NodeWelcome, cancellationToken);
        await nodes.MarkAsync(node.Id, isAway: false, cancellationToken);
        LogConnected(node.Name, hello.Version);
        return new NodeLink(node, hello, control);
    }

    private async Task HandleAsync(NodeLink link, ControlMessage message, CancellationToken cancellationToken)
    {
        switch (message.Verb)
        {
            case ControlVerbs.Inventory:
                await CompareAsync(link, message, cancellationToken);
                break;
            case ControlVerbs.Report:
                fleet.Report(link, Body(message, TransportJson.Default.EnvironmentReport));
                break;
            case ControlVerbs.Providers:
                link.Probed(Body(message, TransportJson.Default.IReadOnlyListProviderView));
                fleet.Heard(link);
                break;
            case ControlVerbs.Capabilities:
                link.Capabilities = Body(message, TransportJson.Default.NodeCapabilities);
                break;
            default:
                break;
        }
    }

    /// <summary>
    /// What the node has that no workspace claims is destroyed; the rest is what the reconciler compares. A node that
    /// was answered is in the fleet.
    /// </summary>
    private async Task CompareAsync(NodeLink link, ControlMessage message, CancellationToken cancellationToken)
    {
        var inventory = Body(message, TransportJson.Default.NodeInventory);
        var unknown = new List<string>();
        foreach (var report in inventory.Environments)
        {
            var stored = await workspaces.FindAsync(report.WorkspaceId, cancellationToken);
            if (stored?.Workspace.Placement?.NodeId == link.Node.Id)
                fleet.Inventory(link, report);
            else
                unknown.Add(report.WorkspaceId);
        }

        link.Covered = inventory.Covered;
        link.IsCompared = true;
        fleet.Add(link);
        await link.Control.ReplyAsync(
            message, new InventoryVerdict(unknown), TransportJson.Default.InventoryVerdict, cancellationToken);
    }

    private static T Body<T>(ControlMessage message, JsonTypeInfo<T> type) =>
        message.Body is { } body && body.Deserialize(type) is { } value
            ? value
            : throw new IOException($"The node sent '{message.Verb}' without what belongs to it.");

    [LoggerMessage(Level = LogLevel.Information, Message = "Node {Node} connected, version {Version}")]
    private partial void LogConnected(string node, string version);

    [LoggerMessage(Level = LogLevel.Information, Message = "Node {Node} disconnected: {Reason}")]
    private partial void LogGone(string node, string reason);
}
