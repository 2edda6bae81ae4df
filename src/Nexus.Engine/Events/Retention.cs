using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Nexus.Engine.Footprints;
using Nexus.Engine.Runs;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Events;

/// <summary>
/// Moves old events to the archive and forgets the runs they tell of, oldest first. It stops before an event of a run
/// that goes on, and before one that a subscriber or another reader has still to see.
/// </summary>
internal sealed partial class Retention(
    ILedger ledger, RunEngine engine, IEnumerable<IHoldsEvents> readers, IOptions<RetentionOptions> options,
    TimeProvider clock, ILogger<Retention> logger) : BackgroundService
{
    private const int Page = 200;
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (await SweepAsync(stoppingToken) is var moved && moved > 0)
                    LogMoved(moved);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogNotMoved(e);
            }
        }
    }

    /// <returns>How many events may be in the archive that were not before.</returns>
    internal async Task<long> SweepAsync(CancellationToken cancellationToken)
    {
        var (moved, last, handled) = (0L, 0L, readers.Min(reader => reader.Handled));
        while (true)
        {
            var page = await ledger.EventsAsync(new() { After = last, Limit = Page }, cancellationToken);
            var old = page.TakeWhile(item => IsOld(item) && item.Position <= handled && !IsOpen(item)).ToList();
            if (old.Count > 0)
            {
                last = old[^1].Position;
                await ForgetRunsAsync(old, cancellationToken);
                moved += old.Count;
            }

            if (old.Count < Page)
            {
                // Once for all pages: a file has more events than a page.
                if (last > 0)
                    await ledger.ArchiveAsync(last, cancellationToken);
                return moved;
            }
        }
    }

    private bool IsOld(RecordedEvent item) =>
        item.Position <= ledger.Head - options.Value.KeepEvents
            || item.Event.OccurredAt < clock.GetUtcNow() - options.Value.Keep;

    private bool IsOpen(RecordedEvent item) => item.Event.RunId is { } run && engine.Book.Find(run) is not null;

    /// <summary>Runs whose last events are among these.</summary>
    private async Task ForgetRunsAsync(List<RecordedEvent> old, CancellationToken cancellationToken)
    {
        var ended = new List<StateRemoval>();
        foreach (var item in old)
        {
            if (item.Event.EventName is "xyn.run.completed" or "xyn.run.failed" or "xyn.run.cancelled"
                && item.Event.RunId?.ToString() is { } id
                && await ledger.FindAsync(RunState.Kind, id, cancellationToken) is { } row)
            {
                ended.Add(new(row.Kind, row.Id, row.Version));
                ended.AddRange((await ImpressionsOfAsync(item.Event.RunId.Value, cancellationToken))
                    .Select(one => new StateRemoval(one.Kind, one.Id, one.Version)));
            }
        }

        if (ended.Count > 0)
            await ledger.AppendAsync(new([], [], ended), cancellationToken);
    }

    private Task<IReadOnlyList<StateRow>> ImpressionsOfAsync(Guid run, CancellationToken cancellationToken) =>
        KeepImpressions.OfAsync(ledger, run, after: null, limit: 200, cancellationToken);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} old events moved to the archive")]
    private partial void LogMoved(long count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Old events could not be moved to the archive")]
    private partial void LogNotMoved(Exception exception);
}
