using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Nexus.Contracts;
using Nexus.Engine.Runs;
using Nexus.Platform;
using Nexus.Platform.Ledger;

namespace Nexus.Bench.Engine;

/// <summary>What one load did.</summary>
/// <param name="CpuMicroseconds">Of the whole process, per step.</param>
internal sealed record LoadResult(
    double StepsPerSecond, long Transactions, double CpuMicroseconds, IReadOnlyList<double> StartMilliseconds)
{
    public double Start(double share) =>
        Math.Round(StartMilliseconds[(int)((StartMilliseconds.Count - 1) * share)], 3);
}

/// <summary>Callers who each emit an event, wait for its run of ten steps to end, and begin again.</summary>
internal sealed class Load
{
    private const string EventName = "bench.requested";
    private const int Steps = 10;
    private readonly ConcurrentDictionary<string, long> _begun = new(StringComparer.Ordinal);
    private readonly List<(long Head, long At)> _flushes = new(1 << 20);

    /// <summary>Where each event stands and when its run began; no references, for the collector's sake.</summary>
    private readonly List<(long Position, long At)> _starts = new(1 << 20);

    public PlanTrigger Trigger => new(EventName, new("bench", [.. Enumerable.Range(1, Steps).Select(Step)]));

    public async Task<LoadResult> RunAsync(EngineUnderTest engine, int inFlight, TimeSpan duration)
    {
        _begun.Clear();
        _starts.Clear();
        _flushes.Clear();
        engine.Ledger.Flushed = head => _flushes.Add((head, Stopwatch.GetTimestamp()));
        var transactions = engine.Ledger.Transactions;
        var cpu = Environment.CpuUsage.TotalTime;
        var began = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(
            Enumerable.Range(0, inFlight).Select(_ => CallAsync(engine, began, duration)));
        var elapsed = Stopwatch.GetElapsedTime(began);
        engine.Ledger.Flushed = null;
        var steps = counts.Sum() * Steps;
        return new(
            steps / elapsed.TotalSeconds, engine.Ledger.Transactions - transactions,
            (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / steps, Starts());
    }

    private async Task<long> CallAsync(EngineUnderTest engine, long began, TimeSpan duration)
    {
        var count = 0L;
        for (; Stopwatch.GetElapsedTime(began) < duration; count++)
        {
            var resource = Ids.New("ws", TimeProvider.System);
            var item = LedgerEvent.Now(TimeProvider.System, EventName, new("thing", resource), resource) with
            {
                OwnerId = "user-1",
                Data = EventData.Of(("name", resource), ("note", new string('n', 200))),
            };
            var position = await engine.Intake.EmitAsync(new([item]), CancellationToken.None);
            if (await engine.Runs.RunOfAsync(resource, CancellationToken.None) is not { } run)
                continue;
            var outcome = await engine.Runs.WaitAsync(run, CancellationToken.None);
            if (outcome.Status is not RunStatus.Completed)
                throw new InvalidOperationException($"A run ended as {outcome.Status}: {outcome.Error?.Message}");
            if (!_begun.TryRemove(resource, out var at))
                throw new InvalidOperationException("A run ended that did not begin.");
            lock (_starts)
                _starts.Add((position, at));
        }

        return count;
    }

    /// <summary>The first step notes when its first line runs; the others return what a small step returns.</summary>
    private Step Step(int number) => new()
    {
        Name = $"step-{number}",
        RunAsync = (context, _) =>
        {
            if (number == 1)
                _begun[context.Resource.Id] = Stopwatch.GetTimestamp();
            return Task.FromResult<System.Text.Json.JsonElement?>(
                EventData.Of(("step", number), ("text", (JsonNode)new string('t', 100))));
        },
    };

    /// <summary>From the end of the flush that holds an event to the first line of its run's first step.</summary>
    private List<double> Starts()
    {
        var starts = new List<double>(_starts.Count);
        foreach (var (position, at) in _starts)
        {
            var index = _flushes.BinarySearch((position, 0), Comparer<(long Head, long)>.Create(
                (one, other) => one.Head.CompareTo(other.Head)));
            var flushed = _flushes[index < 0 ? ~index : index].At;
            starts.Add((at - flushed) * 1000.0 / Stopwatch.Frequency);
        }

        starts.Sort();
        return starts;
    }
}
