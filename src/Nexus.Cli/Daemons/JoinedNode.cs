using System.Text.Json;
using Nexus.Cli.Talk;
using Nexus.Contracts;

namespace Nexus.Cli.Daemons;

/// <summary>What the server says of the node whose agent wrote <c>node.json</c>.</summary>
internal static class JoinedNode
{
    /// <summary>Joined and connected; a server that this user may not ask is believed.</summary>
    public static async Task<bool> HasJoinedAsync(Caller caller, string file, CancellationToken cancellationToken)
    {
        if (Id(file) is not { } id)
            return false;
        try
        {
            var nodes = await caller.Client.NodesAsync(cancellationToken);
            return nodes.All(node => node.NodeId != id)
                || nodes.Any(node => node.NodeId == id && node.Status is NodeState.Joined);
        }
        catch (NexusException)
        {
            return true;
        }
    }

    /// <returns>Null when the server does not know, or cannot be asked.</returns>
    public static async Task<string?> StatusAsync(Caller caller, string file, CancellationToken cancellationToken)
    {
        if (Id(file) is not { } id)
            return null;
        try
        {
            var nodes = await caller.Client.NodesAsync(cancellationToken);
            return nodes.Where(node => node.NodeId == id).Select(node => Words.Of(node.Status)).FirstOrDefault();
        }
        catch (NexusException)
        {
            return null;
        }
    }

    private static string? Id(string file)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            return json.RootElement.TryGetProperty("node_id", out var id) ? id.GetString() : null;
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null;
        }
    }
}
