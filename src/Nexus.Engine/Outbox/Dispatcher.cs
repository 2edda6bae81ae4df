using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Nexus.Engine.Events;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Outbox;

/// <summary>A line for each target, each at its own pace: none waits for another.</summary>
internal sealed partial class Dispatcher(
    ILedger ledger, LineServices services, TimeProvider clock, ILogger<Dispatcher> logger)
    : BackgroundService, IHoldsEvents
{
    private const int Page = 500;
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, Line> _lines = new(StringComparer.Ordinal);
    private volatile bool _isLoaded;

    private LineServices Services => services;

    public long Handled =>
        _isLoaded ? _lines.Values.Select(line => line.Handled).DefaultIfEmpty(long.MaxValue).Min() : 0;

    /// <summary>A target is in the ledger. Twice is once.</summary>
    public void Begin(StateRow row) => _lines.GetOrAdd(row.Id, _ => new(row)).Begin(this);

    /// <summary>Its row or its letters are others now.</summary>
    public void Wake(string id)
    {
        if (_lines.TryGetValue(id, out var line))
            line.Wake();
    }

    /// <summary>It is gone from the ledger.</summary>
    public async Task EndAsync(string id)
    {
        if (_lines.TryRemove(id, out var line))
            await line.EndAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await PersistentlyAsync("all targets", LoadAsync, stoppingToken);
        _isLoaded = true;
        await Task.Delay(Timeout.InfiniteTimeSpan, clock, stoppingToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_lines.Values.Select(line => line.EndAsync()));
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<StateRow> rows;
        string? last = null;
        do
        {
            rows = await ledger.ListAsync(
                new(TargetState.Kind, Scope.All) { After = last, Limit = Page }, cancellationToken);
            foreach (var row in rows)
                Begin(row);
            last = rows.Count > 0 ? rows[^1].Id : last;
        }
        while (rows.Count == Page);
    }

    private async Task PersistentlyAsync(
        string what, Func<CancellationToken, Task> act, CancellationToken stopping)
    {
        for (var wait = FirstWait; ; wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
        {
            try
            {
                await act(stopping);
                return;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogBroken(what, wait, e);
                await Task.Delay(wait, clock, stopping);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Deliveries to {Target} broke off; again in {Wait}")]
    private partial void LogBroken(string target, TimeSpan wait, Exception exception);

    /// <summary>A target's line, made anew from the ledger when it breaks.</summary>
    private sealed class Line(StateRow row) : IDisposable
    {
        private readonly Lock _gate = new();
        private readonly CancellationTokenSource _ending = new();
        private TargetLine? _now;
        private Task? _running;

        /// <summary>One that has ended, because its target is gone, needs nothing.</summary>
        public long Handled => Volatile.Read(ref _running) is { IsCompleted: true }
            ? long.MaxValue
            : Volatile.Read(ref _now)?.Handled ?? 0;

        public void Begin(Dispatcher dispatcher)
        {
            lock (_gate)
                _running ??= RunAsync(dispatcher);
        }

        public void Wake() => Volatile.Read(ref _now)?.Wake();

        public async Task EndAsync()
        {
            await _ending.CancelAsync();
            await (_running ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Volatile.Read(ref _now)?.Dispose();
        }

        public void Dispose() => _ending.Dispose();

        private async Task RunAsync(Dispatcher dispatcher)
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            await dispatcher.PersistentlyAsync(row.Name, GoAsync, _ending.Token);

            Task GoAsync(CancellationToken cancellationToken)
            {
                var line = new TargetLine(row, dispatcher.Services);
                Volatile.Write(ref _now, line);
                return line.RunAsync(cancellationToken);
            }
        }
    }
}
