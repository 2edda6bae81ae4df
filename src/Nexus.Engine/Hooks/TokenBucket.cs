namespace Nexus.Engine.Hooks;

/// <summary>So many in a second, and what was not used for one second more at once.</summary>
internal sealed class TokenBucket(int perSecond, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private double _left = perSecond;
    private long _at = clock.GetTimestamp();

    /// <returns>Zero: one is taken; else how long it takes until there is one.</returns>
    public TimeSpan Take()
    {
        lock (_gate)
        {
            var now = clock.GetTimestamp();
            _left = Math.Min(perSecond, _left + (clock.GetElapsedTime(_at, now).TotalSeconds * perSecond));
            _at = now;
            if (_left < 1)
                return TimeSpan.FromSeconds((1 - _left) / perSecond);
            _left--;
            return TimeSpan.Zero;
        }
    }
}
