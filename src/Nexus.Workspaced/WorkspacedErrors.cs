using Nexus.Contracts;

namespace Nexus.Workspaced;

/// <summary>What goes wrong between the node and this daemon.</summary>
internal static class WorkspacedErrors
{
    public static NexusException NoWorkspaceId() => new(new(
        "workspaced.bad_options", "NEXUS_WORKSPACE_ID is not set.", "Start nexus-workspaced through a node."));

    public static NexusError Busy(int limit) => new(
        "workspaced.busy", $"The workspace already serves {limit} connections.", "Close some, then try again.");

    public static NexusException WrongWorkspace(string asked, string own) => new(new(
        "workspaced.wrong_workspace", $"This environment belongs to {own}, not to {asked}.",
        "Run 'nexus workspace list' to see which workspace runs where."));

    public static NexusException UnknownVerb(string verb) => new(new(
        "workspaced.unknown_verb", $"The daemon in the workspace does not know '{verb}'.",
        "It is older than the node: run 'nexus workspace down', then 'nexus workspace up'."));

    public static NexusException BadRequest(string verb) => new(new(
        "workspaced.bad_request", $"The request '{verb}' lacks what it needs.", "Use the same version everywhere."));

    public static NexusException NotConfigured() => new(new(
        "workspaced.not_configured", "The services of the workspace are not known yet.",
        "Run 'nexus workspace up' to bring it up in order."));

    public static NexusError Failed(string workspaceId, Exception reason) => new(
        "workspaced.failed", $"The daemon in the workspace failed: {reason.Message}",
        $"Read 'nexus workspace logs {workspaceId} nexus', then try again.");

    public static NexusException UserMissing(string name) => new(new(
        "workspaced.no_user", $"There is no user '{name}' in the environment and it cannot be made.",
        "Use an image with that user, or a provider that starts as root."));
}
