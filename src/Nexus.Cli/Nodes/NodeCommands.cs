using System.CommandLine;
using Nexus.Cli.Help;
using Nexus.Contracts;

namespace Nexus.Cli.Nodes;

/// <summary><c>nexus node</c></summary>
internal static class NodeCommands
{
    public static Command Create(Caller caller) => new DocumentedCommand(
        "node", "The machines that run environments",
        ListNodes.Create(caller),
        Show(caller),
        JoinTokens.Add(caller),
        JoinTokens.Token(caller),
        Cordon(caller),
        Uncordon(caller),
        LabelNode.Create(caller),
        Remove(caller));

    private static DocumentedCommand Show(Caller caller)
    {
        var (name, json) = (Name(), Shared.Json());
        var command = new DocumentedCommand("show", "Show a node, its machine and its providers", name, json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var node = await caller.Client.NodeAsync(parsed.GetRequiredValue(name), cancellationToken);
            Print(caller, node, parsed.GetValue(json), NodeText.Page(node, caller.Clock.GetUtcNow()));
            return ExitCode.Ok;
        });
        return command;
    }

    private static DocumentedCommand Cordon(Caller caller)
    {
        var (name, json) = (Name(), Shared.Json());
        var command = new DocumentedCommand("cordon", "Give a node no new workspaces", name, json)
        {
            Details = "What lives there stays, and can be brought up again.",
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var node = await caller.Client.CordonNodeAsync(parsed.GetRequiredValue(name), cancellationToken);
            Print(caller, node, parsed.GetValue(json), $"{node.Name}  cordoned");
            return ExitCode.Ok;
        });
        return command;
    }

    private static DocumentedCommand Uncordon(Caller caller)
    {
        var (name, json) = (Name(), Shared.Json());
        var command = new DocumentedCommand("uncordon", "Give a node workspaces again", name, json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var node = await caller.Client.UncordonNodeAsync(parsed.GetRequiredValue(name), cancellationToken);
            Print(caller, node, parsed.GetValue(json), $"{node.Name}  uncordoned");
            return ExitCode.Ok;
        });
        return command;
    }

    private static DocumentedCommand Remove(Caller caller)
    {
        var (name, json) = (Name(), Shared.Json());
        var command = new DocumentedCommand("rm", "Take out a node that has no workspaces", name, json)
        {
            Details = "Its credential opens nothing any more. To come back it joins with a new token.",
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var node = await caller.Client.RemoveNodeAsync(parsed.GetRequiredValue(name), cancellationToken);
            Print(caller, node, parsed.GetValue(json), $"{node.Name}  removed");
            return ExitCode.Ok;
        });
        return command;
    }

    public static Argument<string> Name() => new("NAME") { Description = "Name or id of the node" };

    public static void Print(Caller caller, NodeView node, bool isJson, string text)
    {
        if (isJson)
            caller.Output.Json(node, ContractsJson.Default.NodeView);
        else
            caller.Output.Result(text);
    }
}
