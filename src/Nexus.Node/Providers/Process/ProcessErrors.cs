using System.Globalization;
using Nexus.Contracts;

namespace Nexus.Node.Providers.Process;

internal static class ProcessErrors
{
    public static NexusError Failed(string workspaceId, string reason) =>
        new("process.failed", $"The sandbox of '{workspaceId}' did not start: {reason}",
            "Run 'nexus-node probe' on the node.");

    public static NexusError Unkillable(string workspaceId, int pid) =>
        new("process.unkillable", string.Create(
            CultureInfo.InvariantCulture, $"Process {pid} of '{workspaceId}' cannot be killed."),
            "Look at it on the node; the kernel may be waiting for a device.");

    public static NexusError NoImages(string image) =>
        new("process.no_images", $"The provider 'process' shows the machine's own system; it has no image '{image}'.",
            "Leave out the image, or choose the provider 'docker'.");
}
