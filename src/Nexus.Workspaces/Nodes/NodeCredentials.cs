using System.Text.Json;
using Nexus.Platform.Ledger;

namespace Nexus.Workspaces.Nodes;

/// <summary>Which node a token is: a row named by its hash, so that of however many nodes one is looked at.</summary>
public sealed class NodeCredentials(ILedger ledger, NodeStore nodes)
{
    private const string Kind = "node_token";

    /// <summary>The node with this credential.</summary>
    public async Task<Node?> NodeOfAsync(string token, CancellationToken cancellationToken)
    {
        var hash = Credential.Hash(token);
        // Nodes that joined before have no such row.
        IReadOnlyList<Node> candidates = await ledger.FindAsync(Kind, hash, cancellationToken) is { } row
            && await nodes.FindAsync(Read(row).NodeId, cancellationToken) is { } named
            ? [named]
            : await nodes.AllAsync(cancellationToken);
        return candidates.FirstOrDefault(node => Credential.IsSame(node.TokenHash, hash));
    }

    internal static StateRow Row(Node node) => new(
        Kind, node.TokenHash, "", NodeStore.RowOwner, 1,
        JsonSerializer.Serialize(new(node.Id), NodeJson.Default.NodeToken));

    /// <summary>What ends with the credential a node has; nothing when it has no row.</summary>
    internal static async Task<StateRemoval[]> EndOfAsync(
        ILedger ledger, Node? node, CancellationToken cancellationToken) =>
        node is not null && await ledger.FindAsync(Kind, node.TokenHash, cancellationToken) is { } row
            ? [new(Kind, row.Id, row.Version)]
            : [];

    private static NodeToken Read(StateRow row) => row.Read(NodeJson.Default.NodeToken);
}
