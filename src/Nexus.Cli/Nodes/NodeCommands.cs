using System.CommandLine;
using Nexus.Cli.Help;
using Nexus.Cli.Talk;
using Nexus.Contracts;

namespace Nexus.Cli.Nodes;

/// <summary><c>nexus node</c></summary>
internal static class NodeCommands
{
    public static Command Create(Caller caller) => new DocumentedCommand(
        "node", "The machines that run environments", List(caller), Token(caller), Remove(caller));

    private static DocumentedCommand List(Caller caller)
    {
        var json = Shared.Json();
        var command = new DocumentedCommand("list", "List the nodes and their providers", json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var nodes = await caller.Client.NodesAsync(cancellationToken);
            if (parsed.GetValue(json))
            {
                caller.Output.Json(new(nodes, null), ContractsJson.Default.NodePage);
            }
            else if (nodes.Count == 0)
            {
                caller.Output.Say("No node has joined: run 'nexus agent start' on one.");
            }
            else
            {
                caller.Output.Result(Table.Of(
                    ["NAME", "STATUS", "PROVIDERS", "ENVIRONMENTS", "VERSION", "LAST SEEN", "ID"],
                    nodes.Select(node => Row(node, caller.Clock.GetUtcNow()))));
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static DocumentedCommand Token(Caller caller)
    {
        var json = Shared.Json();
        var command = new DocumentedCommand("token", "Make a token that lets one node join", json)
        {
            Details = """
                The token works once, for a short time. On the node, put it into a file or the variable
                NEXUS_JOIN_TOKEN; it is never given on a command line, where others could read it.
                """,
            Examples = ["NEXUS_JOIN_TOKEN=$(nexus node token) nexus agent start --server https://staging.example.com"],
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var token = await caller.Client.CreateJoinTokenAsync(cancellationToken);
            if (parsed.GetValue(json))
            {
                caller.Output.Json(token, ContractsJson.Default.JoinTokenView);
                return ExitCode.Ok;
            }

            caller.Output.Result(token.JoinToken);
            caller.Output.Say($"valid once, until {Words.Time(token.ExpiresAt)}");
            return ExitCode.Ok;
        });
        return command;
    }

    private static DocumentedCommand Remove(Caller caller)
    {
        var name = new Argument<string>("NAME") { Description = "Name or id of the node" };
        var json = Shared.Json();
        var command = new DocumentedCommand("rm", "Take out a node that has no workspaces", name, json)
        {
            Details = "Its credential opens nothing any more. To come back it joins with a new token.",
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var node = await caller.Client.RemoveNodeAsync(parsed.GetRequiredValue(name), cancellationToken);
            if (parsed.GetValue(json))
                caller.Output.Json(node, ContractsJson.Default.NodeView);
            else
                caller.Output.Result($"{node.Name}  removed");
            return ExitCode.Ok;
        });
        return command;
    }

    private static IReadOnlyList<string> Row(NodeView node, DateTimeOffset now)
    {
        var providers = node.Providers.Where(provider => provider.IsAvailable).Select(provider => provider.Name);
        return
        [
            node.Name, Words.Of(node.Status), string.Join(",", providers) is { Length: > 0 } names ? names : "none",
            $"{node.Environments}", node.Version ?? "-",
            node.LastSeenAt is { } seen ? $"{Words.Age(now - seen)} ago" : "-", node.NodeId,
        ];
    }
}
