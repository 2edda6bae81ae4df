namespace Nexus.Workspaces.Ports;

/// <summary>
/// When ports were released, by a clock that never jumps. Of those from before this start the day's time tells, and
/// no more than the whole quarantine is ahead of them.
/// </summary>
internal sealed class ReleaseTimes(TimeProvider clock)
{
    private readonly Dictionary<int, long> _released = [];

    public void Add(int port) => _released[port] = clock.GetTimestamp();

    /// <returns>The lease with the moment it was released at, as if the time of day had never been changed.</returns>
    public Lease Of(Lease lease)
    {
        if (lease.ReleasedAt is not { } told)
            return lease;
        var now = clock.GetUtcNow();
        if (!_released.TryGetValue(lease.Port, out var at))
        {
            var ago = now > told ? (now - told).TotalSeconds : 0;
            _released[lease.Port] = at = clock.GetTimestamp() - (long)(ago * clock.TimestampFrequency);
        }

        return lease with { ReleasedAt = now - clock.GetElapsedTime(at) };
    }
}
