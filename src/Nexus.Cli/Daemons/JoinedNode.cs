using System.Text.Json;
using Nexus.Cli.Talk;
using Nexus.Contracts;

namespace Nexus.Cli.Daemons;

/// <summary>What a node and its server say of each other. The node's word is in its state directory.</summary>
/// <param name="Id">As its server knows it.</param>
/// <param name="Server">Where it joined, or joined last.</param>
internal sealed record JoinedNode(string Id, string Server)
{
    /// <returns>Null when it never joined.</returns>
    public static JoinedNode? Of(string state)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(state, "node.json")));
            return json.RootElement.TryGetProperty("node_id", out var id) && id.GetString() is { } known
                ? new(known, json.RootElement.TryGetProperty("server", out var at) ? at.GetString() ?? "" : "")
                : null;
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null;
        }
    }

    /// <summary>
    /// The agent that runs now was let in by its server, and is on its list; the list of another server, or one that
    /// this user may not see, says nothing against it.
    /// </summary>
    public static async Task<bool> HasJoinedAsync(Caller caller, string state, CancellationToken cancellationToken)
    {
        if (!File.Exists(Path.Combine(state, "node.joined")) || Of(state) is not { Id: var id })
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
    public static async Task<string?> StatusAsync(Caller caller, string state, CancellationToken cancellationToken)
    {
        if (Of(state) is not { Id: var id })
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
}
