namespace Nexus.Workspaced.Channel;

/// <summary>
/// Gives memory back some seconds after the last connection ended that asked for more than whether it is there: an idle
/// workspace need not keep what one of them needed.
/// </summary>
internal sealed class IdleTrim : IDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);

    private readonly ITimer _timer;

    public IdleTrim(TimeProvider clock) => _timer = clock.CreateTimer(
        _ => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true),
        null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public void Soon() => _timer.Change(Quiet, Timeout.InfiniteTimeSpan);

    public void Dispose() => _timer.Dispose();
}
