using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Contracts;
using Nexus.Transport.Channels;
using Nexus.Workspaces;
using Nexus.Workspaces.Lifecycle;
using Nexus.Workspaces.Nodes;

namespace Nexus.Server.Tests;

/// <summary>A node that has joined, and a workspace that is said to live on it.</summary>
internal static class Placed
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<JoinView> JoinAsync(this ServerHost host, string name = "n1")
    {
        using var client = host.Client();
        var response = await host.JoinAsync(client, name);
        return (await response.Content.ReadFromJsonAsync(ContractsJson.Default.JoinView, Ct))!;
    }

    public static Task<HttpResponseMessage> JoinAsync(this ServerHost _, HttpClient client, string name) =>
        client.PostAsJsonAsync("/api/v1/nodes/join", new(name, "1"), ContractsJson.Default.JoinRequest, Ct);

    /// <summary>Joined and connected, with docker; it answers no command.</summary>
    public static async Task<FakeNode> NodeAsync(
        this ServerHost host, string name, NodeCapabilities? machine = null) =>
        await FakeNode.ConnectAsync(host, await host.JoinAsync(name), FakeNode.Hello(machine), _ => false);

    public static Task<HttpResponseMessage> LabelAsync(
        this HttpClient client, string node, NodeLabelsRequest request) => client.PutAsJsonAsync(
            $"/api/v1/nodes/{node}/labels", request, ContractsJson.Default.NodeLabelsRequest, Ct);

    /// <returns>Its id; its name is demo.</returns>
    public static async Task<string> PlaceAsync(
        this ServerHost host, JoinView node, WorkspaceState state, DesiredState desired, DateTimeOffset at,
        Func<Workspace, Workspace>? change = null)
    {
        var workspace = Workspace(new(node.NodeId, node.Name, "docker", IsMade: true), state, desired, at);
        var workspaces = host.Services.GetRequiredService<WorkspaceStore>();
        await workspaces.AddAsync(change?.Invoke(workspace) ?? workspace, [], Cause.System("test"), Ct);
        return workspace.Id;
    }

    /// <summary>A data connection of the node, when the server can use it.</summary>
    public static async Task<WebSocketChannel> StreamAsync(this ServerHost host, JoinView node)
    {
        var stream = new WebSocketChannel(await host.ConnectAsync("/api/v1/nodes/data", node.NodeToken));
        await host.Services.GetRequiredService<NodeStreams>().PoolOf(node.NodeId).OfferedAsync(Ct);
        return stream;
    }

    public static Workspace Workspace(
        Placement placement, WorkspaceState state, DesiredState desired, DateTimeOffset at) => new()
        {
            Id = "ws-1",
            Name = "demo",
            OwnerId = "user-1",
            Owner = "someone",
            CreatedAt = at,
            ChangedAt = at,
            Config = new(),
            Source = new("none", null, null, null, IsFork: false, HasUpload: false),
            Placement = placement,
            State = state,
            Desired = desired,
        };
}
