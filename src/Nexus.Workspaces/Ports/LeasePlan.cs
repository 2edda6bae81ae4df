namespace Nexus.Workspaces.Ports;

/// <summary>
/// Which port a workspace gets: its own of before, else one nobody had, else the one released longest ago.
/// </summary>
internal static class LeasePlan
{
    /// <returns>Candidates, best first; whether one can be bound is found out by binding it.</returns>
    public static IEnumerable<int> Candidates(
        IReadOnlyDictionary<int, Lease> leases, PortRange range, string workspaceId, string? service,
        DateTimeOffset quarantinedSince)
    {
        var own = leases.Values.Where(lease => lease.IsFor(workspaceId, service))
            .Select(lease => lease.Port).Where(port => port >= range.First && port <= range.Last);
        var all = Enumerable.Range(range.First, range.Last - range.First + 1).ToList();
        var unknown = all.Where(port => !leases.ContainsKey(port));
        var released = from port in all
                       where leases.TryGetValue(port, out _)
                       let lease = leases[port]
                       where !lease.IsHeld && (lease.LedNowhere || lease.ReleasedAt < quarantinedSince)
                       orderby lease.ReleasedAt
                       select port;
        return own.Concat(unknown).Concat(released).Distinct();
    }
}
