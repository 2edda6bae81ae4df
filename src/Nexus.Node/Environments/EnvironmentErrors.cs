using Nexus.Contracts;

namespace Nexus.Node.Environments;

internal static class EnvironmentErrors
{
    public static NexusError NotAnswering(string workspaceId, string reason, string tail) => new(
        "environment.not_answering",
        $"The environment of '{workspaceId}' does not answer: {reason}{(tail.Length > 0 ? $" It wrote: {tail}" : "")}",
        $"Run 'nexus workspace up {workspaceId}' again, or look at the node's log.");

    public static NexusError Ended(string workspaceId, string reason, string tail) => new(
        "environment.ended",
        $"The environment of '{workspaceId}' ended: {reason}{(tail.Length > 0 ? $" It wrote: {tail}" : "")}",
        $"Run 'nexus workspace up {workspaceId}'.");

    public static NexusError Superseded(string workspaceId) => new(
        "environment.superseded", $"A newer command for '{workspaceId}' took this one's place.",
        $"Run 'nexus workspace status {workspaceId}'.");

    public static NexusError TimedOut(string verb, string workspaceId) => new(
        "environment.timeout", $"'{verb}' of '{workspaceId}' did not end in time.",
        $"Run 'nexus workspace status {workspaceId}', then try again.");

    public static NexusError NotRemoved(string workspaceId, string reason) => new(
        "environment.not_removed", $"Something of '{workspaceId}' cannot be removed: {reason}",
        "Remove it by hand on the node, then try again.");

    public static NexusError OtherProvider(string workspaceId, string provider) => new(
        "environment.other_provider", $"The environment of '{workspaceId}' was made by the provider '{provider}'.",
        "Remove the workspace and create it again to change its provider.");

    public static NexusError Unbounded(string workspaceId, string why) => new(
        "environment.unbounded", $"The environment of '{workspaceId}' is not bounded as asked: {why.TrimEnd('.')}.",
        "Leave them out of .nexus/config.yaml, or choose a provider that has them.");

    public static NexusError DaemonMissing(string path) => new(
        "node.daemon_missing", $"There is no nexus-workspaced at {path}.",
        "Put it beside nexus-node, or set NEXUS_BIN to its directory.");
}
