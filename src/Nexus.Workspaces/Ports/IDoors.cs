namespace Nexus.Workspaces.Ports;

/// <summary>What listens on leased ports.</summary>
internal interface IDoors
{
    /// <returns>False when another program has the port.</returns>
    bool TryOpen(Lease lease);

    Task CloseAsync(IEnumerable<Lease> leases);
}
