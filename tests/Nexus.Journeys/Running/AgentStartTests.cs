using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Journeys.Installing;

namespace Nexus.Journeys.Running;

/// <summary><c>nexus agent start --detach</c> returns once the server lists the node, and not before.</summary>
public sealed class AgentStartTests
{
    [Fact]
    public async Task A_node_that_its_server_does_not_know_any_more_is_listed_when_it_is_said_to_have_joined()
    {
        await using var nexus = await Installation.StartAsync("process");
        await nexus.NexusAsync("agent", "stop", "--state", nexus.NodeState);
        var file = Path.Combine(nexus.NodeState, "node.json");
        var known = JsonNode.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken))!;
        (known["node_id"], known["node_token"]) = ("node-gone", "nxn_gone");
        await File.WriteAllTextAsync(file, known.ToJsonString(), TestContext.Current.CancellationToken);

        var started = await nexus.NexusAsync(
            "agent", "start", "--detach", "--state", nexus.NodeState, "--name", "here", "--json");
        var listed = await nexus.NexusAsync("node", "show", "here", "--json");

        Assert.Equal("joined", Status(started));
        Assert.Equal("joined", Status(listed));
    }

    private static string? Status(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty("status").GetString();
    }
}
