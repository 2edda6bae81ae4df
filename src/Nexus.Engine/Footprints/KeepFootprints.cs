using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Nexus.Platform.Usage;

namespace Nexus.Engine.Footprints;

/// <summary>Forgets old footprints, whose sums were kept with them and stay.</summary>
internal sealed partial class KeepFootprints(
    UsageStore store, IOptions<FootprintOptions> options, TimeProvider clock, ILogger<KeepFootprints> logger)
    : BackgroundService
{
    private const int SmallBatch = 1000;
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await ForgetAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogFailed(e);
            }
        }
    }

    /// <returns>How many rows went.</returns>
    internal async Task<int> ForgetAsync(CancellationToken cancellationToken)
    {
        var all = 0;
        int count;
        do
        {
            count = store.Forget(clock.GetUtcNow() - options.Value.Keep, SmallBatch);
            all += count;
            await Task.Yield(); // readers come in between
            cancellationToken.ThrowIfCancellationRequested();
        }
        while (count == SmallBatch);

        return all;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Old footprints stay")]
    private partial void LogFailed(Exception exception);
}
