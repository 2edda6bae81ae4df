using Nexus.Contracts;

namespace Nexus.Workspaces.Ports;

internal static class PortErrors
{
    public static NexusError Exhausted(PortRange range, string key) =>
        new("port.exhausted", $"Every port from {range.First} to {range.Last} is in use or in quarantine.",
            $"Take a workspace down, wait ten minutes, or ask the administrator to widen {key} in state/config.json.");
}
