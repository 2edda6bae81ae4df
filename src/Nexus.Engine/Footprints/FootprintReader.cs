using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Nexus.Engine.Events;
using Nexus.Engine.Runs;
using Nexus.Platform.Ledger;
using Nexus.Platform.Usage;

namespace Nexus.Engine.Footprints;

/// <summary>
/// Keeps footprints of runs that have ended, behind the ledger and at most once a second: nobody's commit waits for
/// them. The ledger says which have, in order; what they used is still in memory, else it is read again. What is asked
/// for is read up to that moment first.
/// </summary>
internal sealed partial class FootprintReader(
    ILedger ledger, UsageStore store, RecentRuns recent, IOptions<ImpressionOptions> rules, TimeProvider clock,
    ILogger<FootprintReader> logger)
    : BackgroundService, IHoldsEvents
{
    private const int Page = 1000;
    private static readonly string[] Ends =
        ["xyn.run.completed", "xyn.run.failed", "xyn.run.cancelled", ArtifactCreated];

    private const string ArtifactCreated = "xyn.artifact.created";

    /// <summary>Events that tell nothing are passed over without a commit, so many of them at most.</summary>
    private const int FarBehind = 10_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Histories _histories = new(store);
    private readonly TellHours _hours = new(ledger, store, clock);
    private long _read = store.Cursor;

    /// <summary>Of runs from before there were footprints nothing is said: nobody waits for it any more.</summary>
    private readonly long _judgedFrom = store.Cursor == 0 ? ledger.Head : 0;

    /// <summary>Between two commits.</summary>
    internal TimeSpan Pace { get; init; } = TimeSpan.FromSeconds(1);

    public long Handled => Volatile.Read(ref _read);

    /// <summary>Reads what is recorded until now; or gives up after some seconds, when there is much.</summary>
    /// <exception cref="Contracts.NexusException"><c>ledger.unavailable</c>, ...</exception>
    public async Task CatchUpAsync()
    {
        try
        {
            await ReadToAsync(ledger.Head, CancellationToken.None).WaitAsync(Patience, clock);
        }
        catch (TimeoutException)
        {
            LogBehind(ledger.Head - Handled);
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _gate.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        recent.IsRead = true;
        for (var wait = Pace; ;)
        {
            try
            {
                await ledger.PastAsync(Handled, stoppingToken);
                await ReadToAsync(ledger.Head, stoppingToken);
                wait = Pace;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
                LogFailed(wait, e);
            }

            await Task.Delay(wait, clock, stoppingToken);
        }
    }

    private async Task ReadToAsync(long head, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (store.Cursor > ledger.Head)
                GoBack();
            while (_read < head)
                await ReadAsync(cancellationToken);
        }
        catch
        {
            _histories.Forget();
            Volatile.Write(ref _read, store.Cursor);
            throw;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>As much as one commit takes.</summary>
    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var head = ledger.Head;
        var notes = await ledger.NotesAsync(_read, Ends, Page, cancellationToken);
        var last = notes.Count == 0 ? head : notes.Count == Page ? notes[^1].Position
            : Math.Max(head, notes[^1].Position);
        var (used, ended) = (new List<Measured>(notes.Count), new List<EndedRun>(notes.Count));
        foreach (var note in notes)
        {
            if (note.EventName is ArtifactCreated)
            {
                used.Add(await ArtifactAsync(note, cancellationToken));
            }
            else if (await EndedAsync(note, cancellationToken) is { } run)
            {
                used.Add(run.Recorded(note.Position));
                ended.Add(run);
            }
        }

        if (ended.Count > 0 && last > _judgedFrom)
        {
            var impressions = new KeepImpressions(ledger, _histories, rules.Value, clock);
            await impressions.KeepAsync(ended, run => ArtifactBytes(run, used), cancellationToken);
        }

        if (used.Count > 0 || last - store.Cursor >= FarBehind)
        {
            store.Keep(used, last, _histories.Changed);
            _histories.Kept();
        }

        Volatile.Write(ref _read, last);
        if (used.Count > 0)
            await _hours.TellAsync(used[^1].At, cancellationToken);
    }

    /// <returns>Null: the ledger forgot it.</returns>
    private async Task<EndedRun?> EndedAsync(EventNote note, CancellationToken cancellationToken)
    {
        if (note.RunId is not { } id)
            return null;
        if (recent.Take(id) is { } known)
            return known;
        return await ledger.FindAsync(RunState.Kind, $"{id}", cancellationToken) is { } row
            ? EndedRun.Of(new(RunRows.Run(row), await ledger.StepsAsync(RunRows.Run(row), cancellationToken)))
            : null;
    }

    private async Task<Measured> ArtifactAsync(EventNote note, CancellationToken cancellationToken)
    {
        var query = new EventQuery { After = note.Position - 1, Limit = 1 };
        var item = (await ledger.EventsAsync(query, cancellationToken))[0].Event;
        var run = item.RunId is { } id ? await ledger.FindAsync(RunState.Kind, $"{id}", cancellationToken) : null;
        return MeasuredArtifact.Of(note.Position, item, run is null ? null : RunRows.Run(run).Name);
    }

    private long? ArtifactBytes(Guid run, IReadOnlyList<Measured> used)
    {
        var written = store.OfRun(run, 0, int.MaxValue).Concat(used.Where(one => one.RunId == run))
            .Sum(one => one.Metrics.GetValueOrDefault(FootprintMetrics.ArtifactBytesWritten));
        return written > 0 ? written : null;
    }

    /// <summary>The ledger is one from before: someone put a copy in its place.</summary>
    private void GoBack()
    {
        LogWentBack(store.Cursor, ledger.Head);
        store.GoBack(ledger.Head);
        Volatile.Write(ref _read, store.Cursor);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Footprints cannot be kept; again in {Wait}")]
    private partial void LogFailed(TimeSpan wait, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Footprints are {Count} events behind")]
    private partial void LogBehind(long count);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Footprints were read up to {Cursor}, and the ledger ends at {Head}: what is not there is forgotten")]
    private partial void LogWentBack(long cursor, long head);
}
