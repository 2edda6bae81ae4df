using System.CommandLine;
using Nexus.Cli.Help;

namespace Nexus.Cli.Nodes;

/// <summary><c>nexus node label</c></summary>
internal static class LabelNode
{
    public static DocumentedCommand Create(Caller caller)
    {
        var name = NodeCommands.Name();
        var labels = new Argument<string[]>("KEY=VALUE")
        {
            Description = "Labels to set",
            Arity = ArgumentArity.ZeroOrMore,
        };
        labels.Validators.Add(result => KeyValues.Check(result.Tokens, result.AddError));
        var removed = new Option<string[]>("--remove")
        {
            HelpName = "KEY",
            Description = "A label to remove; may be repeated",
        };
        var json = Shared.Json();
        var command = new DocumentedCommand(
            "label", "Say what a node is, for workspaces to ask for", name, labels, removed, json)
        {
            Details = """
                'nexus workspace create --node-label KEY=VALUE' takes only a node with that label. What lives
                on a node already stays there. Other labels stay as they are.
                """,
            Examples = ["nexus node label big-one gpu=yes zone=eu-1", "nexus node label big-one --remove gpu"],
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var set = KeyValues.Of(parsed.GetValue(labels));
            var node = await caller.Client.LabelNodeAsync(
                parsed.GetRequiredValue(name), new(set, parsed.GetValue(removed)), cancellationToken);
            var now = string.Join(" ", (node.Labels ?? set).Select(label => $"{label.Key}={label.Value}"));
            NodeCommands.Print(
                caller, node, parsed.GetValue(json), $"{node.Name}  {(now.Length > 0 ? now : "no labels")}");
            return ExitCode.Ok;
        });
        return command;
    }
}
