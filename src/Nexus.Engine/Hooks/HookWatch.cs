using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Nexus.Engine.Events;
using Nexus.Platform;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Hooks;

/// <summary>Tells of what sources were refused, once a minute for each: a flood does not fill the ledger.</summary>
internal sealed partial class HookWatch(
    HookBook book, IEventIntake intake, TimeProvider clock, ILogger<HookWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                foreach (var hook in book.All)
                    await TellAsync(hook, stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogNotTold(e);
            }
        }
    }

    private async Task TellAsync(Hook hook, CancellationToken cancellationToken)
    {
        var (refused, limited) = hook.TakeCounts();
        if (refused + limited == 0)
            return;
        var about = new ResourceRef("hook", hook.State.Source);
        var told = LedgerEvent.Now(clock, "xyn.hook.refused", about, Ids.New(clock).ToString()) with
        {
            OwnerId = hook.OwnerId,
            Data = EventData.Of(("refused", refused), ("limited", limited)),
        };
        await intake.EmitAsync(new([told]), cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "That webhooks were refused could not be told")]
    private partial void LogNotTold(Exception exception);
}
