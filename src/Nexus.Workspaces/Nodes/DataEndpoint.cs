using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Nexus.Contracts;
using Nexus.Transport.Channels;
using Nexus.Workspaces.Gateway;

namespace Nexus.Workspaces.Nodes;

/// <summary>GET /api/v1/nodes/data: an idle data connection of a node, until a stream uses it up.</summary>
internal static class DataEndpoint
{
    public static async Task HandleAsync(HttpContext context, NodeStreams streams, IHostApplicationLifetime lifetime)
    {
        if (!context.WebSockets.IsWebSocketRequest)
            throw new NexusException(GatewayErrors.NotAWebSocket);

        var nodeId = context.User.FindFirst(NodeAccess.NodeIdClaim)?.Value ?? "";
        using var webSocket = await context.WebSockets.AcceptWebSocketAsync();
        await using var channel = new WebSocketChannel(webSocket);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, lifetime.ApplicationStopping);
        await streams.PoolOf(nodeId).OfferAsync(channel, end.Token);
    }
}
