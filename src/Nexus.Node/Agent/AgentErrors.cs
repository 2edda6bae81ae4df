using System.Globalization;
using Nexus.Contracts;

namespace Nexus.Node.Agent;

internal static class AgentErrors
{
    public const string RefusedCode = "node.join_refused";
    public const string ServerFailedCode = "node.server_failed";

    public static NexusError BadCommand(string verb) =>
        new("node.bad_command", $"This node does not understand the command '{verb}'.",
            "Update nexus-node to the server's version.");

    public static NexusError StaleEpoch(long epoch, long seen) =>
        new("node.stale_epoch", string.Create(
            CultureInfo.InvariantCulture, $"The command is of term {epoch}; this node has served term {seen}."),
            "Stop the older server.");

    public static NexusError Busy(int most) =>
        new("node.busy", string.Create(CultureInfo.InvariantCulture, $"This node does {most} things already."),
            "Try again in a minute.");

    public static NexusError Failed(string verb, string reason) =>
        new("node.failed", $"'{verb}' failed on the node: {reason}", "Look at the node's log.");

    public static NexusError DiskFull(string verb, string reason) =>
        new("node.disk_full", $"'{verb}' was not done, because the node's disk is full: {reason.TrimEnd('.')}.",
            "Free space on the node, then run the command again.");

    public static NexusError NoServer { get; } =
        new("node.no_server", "This node does not know its server.",
            "Start one here with 'nexus coordination start', or pass --server URL.");

    public static NexusError NoToken(Uri server) =>
        new("node.no_token", $"This node may not join {server}: it has no token.",
            "Run 'nexus node token' on the server, and pass it in NEXUS_JOIN_TOKEN or with --token-file.");

    public static NexusError JoinRefused(Uri server) =>
        new("node.join_refused", $"{server.Authority} does not accept this node's token.",
            "Run 'nexus node token' on the server, and start the node with the new token.");

    public static NexusError Insecure(Uri server) =>
        new("node.insecure", $"A token is not sent to {server} over plain HTTP.", "Use https, or a loopback address.");

    public static NexusError BadAddress(string address) =>
        new("node.bad_address", $"'{address}' is not the address of a server.",
            "Write it like https://nexus.example.org.");

    public static NexusError StateInUse(string directory) =>
        new("node.state_in_use", $"Another node runs on {directory}.", "Stop it, or choose another --state.");

    public static NexusError ServerFailed(Uri server, string reason) =>
        new("node.server_failed", $"{server} did not let this node join: {reason}", "Look at the server's log.");
}
