using System.Globalization;
using System.Text.Json;
using Nexus.Transport;
using Nexus.Transport.Control;

namespace Nexus.Node.Agent;

/// <summary>What follows from the server's answer to an inventory.</summary>
internal static class Verdict
{
    /// <summary>
    /// As commands with ids that the same verdict has again, so that they are journalled like any other. What the
    /// server was not told of is not its own to destroy.
    /// </summary>
    public static IEnumerable<ControlMessage> Removals(NodeInventory told, InventoryVerdict verdict, long epoch)
    {
        var unknown = verdict.Destroy.ToHashSet(StringComparer.Ordinal);
        return from environment in told.Environments
               where unknown.Contains(environment.WorkspaceId)
               select new ControlMessage
               {
                   Id = string.Create(CultureInfo.InvariantCulture, $"verdict-{epoch}-{environment.WorkspaceId}"),
                   Verb = ControlVerbs.Destroy,
                   Epoch = epoch,
                   DeadlineMs = 300_000,
                   Body = JsonSerializer.SerializeToElement(
                       new(environment.WorkspaceId, environment.Provider),
                       TransportJson.Default.EnvironmentRequest),
               };
    }
}
