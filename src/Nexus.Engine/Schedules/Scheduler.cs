using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Nexus.Contracts;
using Nexus.Engine.Events;
using Nexus.Platform;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Schedules;

/// <summary>
/// Emits what is due. It sleeps until then, and never long: a clock that is set is noticed soon. That a time has come
/// and what is waited for next are one commit: a crash loses none and doubles none, and of two servers one is refused.
/// </summary>
internal sealed partial class Scheduler(
    ScheduleBook book, IEventIntake intake, ILedger ledger, TimeProvider clock, ILogger<Scheduler> logger)
    : BackgroundService
{
    public const string Fired = "xyn.schedule.fired";
    private const string Skipped = "xyn.schedule.skipped";
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var wait = FirstWait;
        while (!stoppingToken.IsCancellationRequested)
        {
            var changed = book.Changed;
            if (await TryFireAllAsync(stoppingToken))
            {
                wait = FirstWait;
                await changed.WaitAsync(Sleep(), clock, stoppingToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            else
            {
                await Task.Delay(wait * (0.5 + (Random.Shared.NextDouble() / 2)), clock, stoppingToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
            }
        }
    }

    private TimeSpan Sleep() => (book.NextDueAt - clock.GetUtcNow()) switch
    {
        null when book.IsEmpty => Timeout.InfiniteTimeSpan,
        null => LongestSleep,
        { } left when left > LongestSleep => LongestSleep,
        { } left when left > TimeSpan.Zero => left,
        _ => TimeSpan.FromMilliseconds(1),
    };

    /// <returns>False: something that is due could not be told.</returns>
    private async Task<bool> TryFireAllAsync(CancellationToken stopping)
    {
        var isAll = true;
        while (book.Due(clock.GetUtcNow()) is { Count: > 0 } due)
        {
            foreach (var id in due)
                isAll &= await TryFireAsync(id, stopping);
            if (!isAll || stopping.IsCancellationRequested)
                return isAll;
        }

        return isAll;
    }

    private async Task<bool> TryFireAsync(string id, CancellationToken stopping)
    {
        try
        {
            using var hold = await book.HoldAsync(stopping);
            await FireAsync(id, hold, stopping);
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogNotTold(id, e);
            return false;
        }
    }

    private async Task FireAsync(string id, ScheduleBook.Hold hold, CancellationToken stopping)
    {
        for (var index = 0; hold.Find(id) is { } planned && index < planned.State.Times.Count; index++)
        {
            var (before, now) = (planned.State.Times[index], clock.GetUtcNow());
            if (Step(id, before, now) is not var (after, told))
                continue;
            var state = planned.State.With(index, after);
            var row = planned.Row.Next(state.Body());
            try
            {
                LedgerEvent[] events = told is null ? [] : [told with { OwnerId = row.OwnerId }];
                await intake.EmitAsync(new(events, row), stopping);
                hold.Keep(id, new(row, state));
            }
            catch (NexusException e) when (e.Error.Code is "ledger.conflict")
            {
                // Somebody else has told it.
                var theirs = await ledger.FindAsync(ScheduleState.Kind, id, stopping);
                hold.Keep(id, theirs is null ? null : PlannedTimes.Of(theirs));
            }
        }
    }

    /// <returns>Null: nothing is due. Without an event: the clock was put back.</returns>
    private (ScheduleTime After, LedgerEvent? Told)? Step(string id, ScheduleTime time, DateTimeOffset now)
    {
        if (time.IsAhead(now))
        {
            LogPutBack(id, time.AsOf, now);
            return (time.From(now), null);
        }

        if (DueTimes.At(now, time) is not { } due)
            return null;
        var last = due.Fired ?? due.Passed[^1];
        var after = time with { AsOf = now, LastDueAt = due.Fired ?? time.LastDueAt, NextDueAt = due.Next };
        var told = LedgerEvent.Now(
            clock, due.Fired is null ? Skipped : Fired, new("blueprint", id), Ids.New(clock).ToString()) with
        {
            Data = EventData.Of(
                ("blueprint_id", id), ("schedule", time.Schedule), ("time_zone", time.TimeZone), ("due_at", last),
                ("missed", due.Passed.Count), ("is_cut", due.IsCut), ("next_due_at", due.Next)),
        };
        return (after, told);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Blueprint} is due, and that could not be told; again soon")]
    private partial void LogNotTold(string blueprint, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "The clock went back from {Before} to {Now}: {Blueprint} is planned anew")]
    private partial void LogPutBack(string blueprint, DateTimeOffset before, DateTimeOffset now);
}
