using Nexus.Contracts;

namespace Nexus.Node.Providers;

internal static class ProviderErrors
{
    public static NexusError NotFound(string name) =>
        new("provider.not_found", $"This node has no provider '{name}'.",
            "Run 'nexus node list', or start the node with it in --providers.");

    public static NexusError NotAnswering(string name, string reason) =>
        new("provider.not_answering", $"The provider '{name}' does not answer: {reason}.",
            "Run 'nexus-node probe' on the node.");

    public static NexusError EnvironmentNotFound(string workspaceId) =>
        new("environment.not_found", $"This node has no running environment of '{workspaceId}'.",
            $"Run 'nexus workspace up {workspaceId}'.");
}
