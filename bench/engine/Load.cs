using System.Diagnostics;
using System.Text.Json.Nodes;
using Nexus.Contracts;
using Nexus.Platform;
using Nexus.Platform.Ledger;

namespace Nexus.Bench.Engine;

/// <summary>
/// Callers who each emit an event, wait for the end of the run that it starts, and begin again. What runs is a
/// blueprint of ten steps that do nothing.
/// </summary>
internal sealed class Load
{
    public const string EventName = "bench.requested";
    private const string Blueprint = "ten-steps.yaml";
    private const string Owner = "user-1";
    private const int Steps = 10;
    private static readonly string Text = new('t', 100);
    private readonly List<(long Head, long At)> _flushes = new(1 << 20);

    /// <summary>One for each run; no references, for the collector's sake.</summary>
    private readonly List<(long Position, long Emitted, long Began, long Ended)> _runs = new(1 << 20);

    public Echo Echo { get; } = new();

    public static Task PrepareAsync(EngineUnderTest engine) => engine.PromoteAsync(Blueprint, Owner);

    /// <param name="engine">Prepared.</param>
    /// <param name="inFlight">Callers.</param>
    /// <param name="duration">No more are emitted after it.</param>
    /// <param name="perSecond">Runs that all of them begin at most; null: as many as they can.</param>
    public async Task<LoadResult> RunAsync(
        EngineUnderTest engine, int inFlight, TimeSpan duration, double? perSecond = null)
    {
        _runs.Clear();
        _flushes.Clear();
        engine.Ledger.Flushed = head => _flushes.Add((head, Stopwatch.GetTimestamp()));
        var transactions = engine.Ledger.Transactions;
        var cpu = Environment.CpuUsage.TotalTime;
        var began = Stopwatch.GetTimestamp();
        var pace = TimeSpan.FromSeconds(inFlight / perSecond ?? 0);
        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(caller =>
            CallAsync(engine, began, duration, (pace * caller / inFlight, pace))));
        var elapsed = Stopwatch.GetElapsedTime(began);
        engine.Ledger.Flushed = null;
        var steps = _runs.Count * Steps;
        return new(
            steps / elapsed.TotalSeconds, engine.Ledger.Transactions - transactions,
            (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / steps,
            new(_runs.Select(run => run.Began - FlushOf(run.Position))),
            new(_runs.Select(run => run.Began - run.Emitted)), new(_runs.Select(run => run.Ended - run.Emitted)));
    }

    private async Task CallAsync(
        EngineUnderTest engine, long began, TimeSpan duration, (TimeSpan First, TimeSpan Every) pace)
    {
        for (var due = pace.First; Stopwatch.GetElapsedTime(began) < duration; due += pace.Every)
        {
            if (pace.Every > TimeSpan.Zero && due - Stopwatch.GetElapsedTime(began) is var wait && wait > TimeSpan.Zero)
                await Task.Delay(wait);
            var resource = Ids.New("ws", TimeProvider.System);
            var item = LedgerEvent.Now(TimeProvider.System, EventName, new("thing", resource), resource) with
            {
                OwnerId = Owner,
                Data = EventData.Of(("name", resource), ("text", (JsonNode)Text)),
            };
            var beginning = Echo.BeginOf(resource);
            var emitted = Stopwatch.GetTimestamp();
            var position = await engine.Intake.EmitAsync(new([item]), CancellationToken.None);
            var (run, at) = await beginning;
            var outcome = await engine.Runs.WaitAsync(run, CancellationToken.None);
            var ended = Stopwatch.GetTimestamp();
            if (outcome.Status is not RunStatus.Completed)
                throw new InvalidOperationException($"A run ended as {outcome.Status}: {outcome.Error?.Message}");
            lock (_runs)
                _runs.Add((position, emitted, at, ended));
        }
    }

    /// <summary>When the flush ended that has the event at this position.</summary>
    private long FlushOf(long position)
    {
        var index = _flushes.BinarySearch((position, 0), Comparer<(long Head, long)>.Create(
            (one, other) => one.Head.CompareTo(other.Head)));
        return _flushes[index < 0 ? ~index : index].At;
    }
}
