using Microsoft.AspNetCore.Http;
using Nexus.Transport.Channels;

namespace Nexus.Workspaces.Nodes;

/// <summary>GET /api/v1/nodes/data: an idle data connection of a node, until a stream uses it up.</summary>
internal static class DataEndpoint
{
    public static async Task HandleAsync(HttpContext context, Fleet fleet)
    {
        var nodeId = context.User.FindFirst(NodeAccess.NodeIdClaim)?.Value ?? "";
        using var webSocket = await context.WebSockets.AcceptWebSocketAsync();
        await using var channel = new WebSocketChannel(webSocket);
        await fleet.PoolOf(nodeId).OfferAsync(channel, context.RequestAborted);
    }
}
