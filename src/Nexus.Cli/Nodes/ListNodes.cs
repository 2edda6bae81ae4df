using Nexus.Cli.Help;
using Nexus.Cli.Talk;
using Nexus.Contracts;

namespace Nexus.Cli.Nodes;

/// <summary><c>nexus node list</c></summary>
internal static class ListNodes
{
    private static readonly Table Columns = new(
        ["NAME", "STATUS", "PROVIDERS", "WORKSPACES", "CPUS", "MEMORY", "VERSION", "LAST SEEN", "ID"],
        "ID", "VERSION", "MEMORY", "CPUS", "LAST SEEN", "WORKSPACES");

    public static DocumentedCommand Create(Caller caller)
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
            else
            {
                caller.List(
                    Columns, nodes.Select(node => NodeText.Row(node, caller.Clock.GetUtcNow())),
                    "No node has joined: run 'nexus agent start' on one.");
            }

            return ExitCode.Ok;
        });
        return command;
    }
}
