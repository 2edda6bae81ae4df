namespace Nexus.Workspaces.Ports;

/// <summary>
/// Which port a workspace gets: its own of before, else one nobody had, else the one released longest ago. Who has as
/// many resting ones as one user may have gets the one of them that rests longest: whoever knew it comes to the same
/// owner's, and nobody takes a whole range out of use by making and removing.
/// </summary>
internal static class LeasePlan
{
    /// <param name="leases">By port.</param>
    /// <param name="range">Where it may be.</param>
    /// <param name="wanted">For whom; its port says nothing yet.</param>
    /// <param name="quarantinedSince">What was released later rests.</param>
    /// <param name="restingPerUser">As many of one user as may rest.</param>
    /// <returns>Candidates, best first; whether one can be bound is found out by binding it.</returns>
    public static IEnumerable<int> Candidates(
        IReadOnlyDictionary<int, Lease> leases, PortRange range, Lease wanted, DateTimeOffset quarantinedSince,
        int restingPerUser)
    {
        var inRange = leases.Values.Where(lease => lease.Port >= range.First && lease.Port <= range.Last).ToList();
        var own = inRange.Where(lease => lease.IsFor(wanted.WorkspaceId, wanted.Service));
        var unknown = Enumerable.Range(range.First, range.Last - range.First + 1)
            .Where(port => !leases.ContainsKey(port));
        var rested = inRange
            .Where(lease => !lease.IsHeld && (lease.LedNowhere || lease.ReleasedAt < quarantinedSince))
            .OrderBy(lease => lease.ReleasedAt);
        var resting = inRange
            .Where(lease => lease is { IsHeld: false, LedNowhere: false } && lease.ReleasedAt >= quarantinedSince
                && lease.OwnerId == wanted.OwnerId)
            .OrderBy(lease => lease.ReleasedAt).ToList();
        var spare = resting.Take(resting.Count >= restingPerUser ? resting.Count : 0);
        return own.Concat(spare).Select(lease => lease.Port).Concat(unknown)
            .Concat(rested.Select(lease => lease.Port)).Distinct();
    }
}
