namespace Nexus.Server;

/// <summary>
/// Gives memory back once work is over, some 9 MiB: the collector keeps what it got until it has to collect again, and
/// a server with nothing to do never has to. Never while there is work, and not at all while nothing happens.
/// </summary>
internal sealed class SpareMemory(TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Work = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(50);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        var before = TimeSpan.Zero;
        var atLast = TimeSpan.Zero;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var used = Environment.CpuUsage.TotalTime;
            if (used - before < Quiet && used - atLast > Work)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                used = atLast = Environment.CpuUsage.TotalTime;
            }

            before = used;
        }
    }
}
