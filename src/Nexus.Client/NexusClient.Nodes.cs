using System.Net.Http.Json;
using Nexus.Contracts;

namespace Nexus.Client;

/// <summary>Nodes; each is named by its name or id.</summary>
public sealed partial class NexusClient
{
    public Task<IReadOnlyList<NodeView>> NodesAsync(CancellationToken cancellationToken) => Pages.AllAsync(
        cursor => _requests.GetAsync(
            Pages.Path("/api/v1/nodes", cursor), ContractsJson.Default.NodePage, cancellationToken),
        page => (page.Items, page.NextCursor));

    public Task<NodeView> NodeAsync(string node, CancellationToken cancellationToken) =>
        _requests.GetAsync(Node(node), ContractsJson.Default.NodeView, cancellationToken);

    /// <summary>A single-use token that lets one node of this name join.</summary>
    public Task<JoinTokenView> AddNodeAsync(string name, CancellationToken cancellationToken) =>
        _requests.PostAsync(
            "/api/v1/nodes", JsonContent.Create(new(name), ContractsJson.Default.AddNodeRequest),
            ContractsJson.Default.JoinTokenView, cancellationToken);

    /// <summary>It keeps what it has and takes no new workspaces.</summary>
    public Task<NodeView> CordonNodeAsync(string node, CancellationToken cancellationToken) =>
        _requests.PostAsync($"{Node(node)}/cordon", null, ContractsJson.Default.NodeView, cancellationToken);

    public Task<NodeView> UncordonNodeAsync(string node, CancellationToken cancellationToken) =>
        _requests.PostAsync($"{Node(node)}/uncordon", null, ContractsJson.Default.NodeView, cancellationToken);

    /// <summary>Sets some labels and removes others.</summary>
    public Task<NodeView> LabelNodeAsync(
        string node, NodeLabelsRequest request, CancellationToken cancellationToken) =>
        _requests.PutAsync(
            $"{Node(node)}/labels", JsonContent.Create(request, ContractsJson.Default.NodeLabelsRequest),
            ContractsJson.Default.NodeView, cancellationToken);

    /// <summary>A single-use token that lets one node join.</summary>
    public Task<JoinTokenView> CreateJoinTokenAsync(CancellationToken cancellationToken) =>
        _requests.PostAsync("/api/v1/nodes/token", null, ContractsJson.Default.JoinTokenView, cancellationToken);

    /// <summary>Join tokens that still let a node in.</summary>
    public Task<IReadOnlyList<OpenJoinTokenView>> JoinTokensAsync(CancellationToken cancellationToken) =>
        Pages.AllAsync(
            cursor => _requests.GetAsync(
                Pages.Path("/api/v1/nodes/token", cursor), ContractsJson.Default.OpenJoinTokenPage, cancellationToken),
            page => (page.Items, page.NextCursor));

    /// <summary>No node joins with it any more.</summary>
    public Task<OpenJoinTokenView> RevokeJoinTokenAsync(string id, CancellationToken cancellationToken) =>
        _requests.DeleteAsync(
            $"/api/v1/nodes/token/{Uri.EscapeDataString(id)}", ContractsJson.Default.OpenJoinTokenView,
            cancellationToken);

    /// <summary>Takes out a node that has no workspaces.</summary>
    public Task<NodeView> RemoveNodeAsync(string node, CancellationToken cancellationToken) =>
        _requests.DeleteAsync(Node(node), ContractsJson.Default.NodeView, cancellationToken);

    private static string Node(string node) => $"/api/v1/nodes/{Uri.EscapeDataString(node)}";
}
