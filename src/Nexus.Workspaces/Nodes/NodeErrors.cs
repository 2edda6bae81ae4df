using Nexus.Contracts;

namespace Nexus.Workspaces.Nodes;

internal static class NodeErrors
{
    private static NexusError NoneJoined { get; } =
        new("node.none_joined", "No node has joined this server.", "Run 'nexus agent start' on a machine with Docker.");

    public static NexusError BadJoinToken { get; } =
        new("node.bad_join_token", "The join token is unknown, used or expired.",
            "Make another with 'nexus node token' on the server.");

    public static NexusError NoJoinToken(string id) =>
        new("node.no_join_token", $"There is no open join token '{id}'.",
            "Run 'nexus node token list'; a node that joined with it is taken out by 'nexus node rm NAME'.");

    public static NexusError Unknown(string node) =>
        new("node.not_found", $"No node '{node}' has joined.", "Run 'nexus node list'.");

    public static NexusError Unreachable(string node) =>
        new("node.unreachable", $"The node '{node}' is not connected.",
            "Run 'nexus agent status' there, and 'nexus agent start' when it is stopped.");

    public static NexusError NoneConnected(IReadOnlyList<string> joined) =>
        joined.Count == 0 ? NoneJoined : Unreachable(string.Join("', '", joined));

    public static NexusError Cordoned(string node) =>
        new("node.cordoned", $"The node '{node}' is cordoned: it takes no new workspaces.",
            $"Choose another, or run 'nexus node uncordon {node}'.");

    public static NexusError NoneFits(string reasons) =>
        new("node.none_fits", $"No connected node takes this workspace. {reasons}",
            "Run 'nexus node list'; uncordon or label a node, or ask for less.");

    public static NexusError BadLabel(string label) =>
        new("node.bad_label",
            $"'{label}' cannot be a label: KEY=VALUE, each up to 63 of letters, digits, '.', '_' and '-', "
                + "a letter or digit first; a key may have '/', a value may be empty.",
            "Write it like zone=eu-1.");

    public static NexusError TooManyLabels(int most) =>
        new("node.bad_label", $"There are more than {most} labels.", "Remove some with --remove KEY.");

    public static NexusError OtherName(string bound, string name) =>
        new("node.other_name", $"This join token is for the node '{bound}', not for '{name}'.",
            $"Start the agent with --name {bound}, or make a token with 'nexus node add {name}'.");

    public static NexusError NoProvider(string? wanted, string reasons) =>
        new("node.no_provider", (wanted is null
            ? $"No connected node can run an environment. {reasons}"
            : $"No connected node has the provider '{wanted}'. {reasons}").TrimEnd(),
            "Run 'nexus doctor' to see what each node misses.");

    public static NexusError NoAnswer(string node, string what) =>
        new("node.no_answer", $"The node '{node}' did not finish '{what}' in time.", "Run 'nexus agent status' there.");

    public static NexusError BadName(string name) =>
        new("node.bad_name",
            $"'{name}' cannot be a node's name: 1 to 63 of letters, digits, '.', '_' and '-', "
                + "not '.' or '-' first, not 'node-', and not 'control', 'data' or 'token'.",
            "Choose another; an agent's is given with --name.");

    public static NexusError InUse(string node, IReadOnlyList<string> workspaces) =>
        new("node.in_use", $"The node '{node}' still has {string.Join(", ", workspaces)}.",
            "Remove those first with 'nexus workspace rm NAME'; --force when the machine is gone for good.");

    public static NexusError Connected(string node) =>
        new("node.connected", $"The agent of the node '{node}' runs beside the server: it would join again at once.",
            "Run 'nexus agent stop' there first.");

    public static NexusError NameTaken(string name) =>
        new("node.name_taken", $"A node '{name}' has joined already.",
            $"Choose another name, or take that one out with 'nexus node rm {name}'.");

    /// <summary>It was reached, and did not finish what it was asked for.</summary>
    public static bool IsSilence(Exception e) => e is NexusException { Error.Code: "node.no_answer" };
}
