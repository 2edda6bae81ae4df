using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Nexus.Contracts;
using Nexus.Node.Agent;
using Nexus.Transport;
using Nexus.Transport.Channels;
using Nexus.Transport.Control;
using Nexus.Transport.Workspaced;

namespace Nexus.Node.Environments;

/// <summary>
/// Follows every running environment through its own daemon's <c>watch</c> stream, whose end is asked of the provider.
/// </summary>
internal sealed partial class EnvironmentWatches(
    EnvironmentSight sight, EnvironmentDoor door, ReportBoard board, TimeProvider clock, ILogger logger)
    : IAsyncDisposable
{
    /// <summary>How often a daemon that says nothing is asked whether it is still there.</summary>
    private static readonly TimeSpan Each = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, Watch> _watches = new(StringComparer.Ordinal);

    /// <summary>Begins, unless it is being followed.</summary>
    /// <returns>Completes when its state is known for the first time.</returns>
    public Task Begin(string workspaceId, string provider)
    {
        var watch = new Watch();
        var current = _watches.GetOrAdd(workspaceId, watch);
        if (ReferenceEquals(current, watch))
            watch.Run = FollowAsync(workspaceId, provider, watch);
        else
            watch.Dispose();
        return current.Known.Task;
    }

    public async Task EndAsync(string workspaceId)
    {
        if (!_watches.TryGetValue(workspaceId, out var watch))
            return;
        watch.Stop();
        await watch.Run;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var workspaceId in _watches.Keys)
            await EndAsync(workspaceId);
    }

    private async Task FollowAsync(string workspaceId, string provider, Watch watch)
    {
        await Task.Yield();
        var backoff = new Backoff(TimeSpan.FromMilliseconds(100), Each);
        try
        {
            for (var failures = 0; await sight.SeeAsync(workspaceId, provider, watch.Stopping) is var seen; failures++)
            {
                // One that was just started does not listen yet.
                if (!seen.IsRunning || failures > 1)
                    Post(watch, seen);
                if (seen is { IsRunning: false, IsPaused: false })
                    return;
                if (await ReadAsync(workspaceId, provider, watch))
                    (failures, backoff) = (0, backoff.Reset());
                await backoff.WaitAsync(clock, watch.Stopping);
            }
        }
        catch (OperationCanceledException) when (watch.Stopping.IsCancellationRequested)
        {
            LogEnded(workspaceId);
        }
        finally
        {
            _watches.TryRemove(workspaceId, out _);
            watch.Known.TrySetResult();
            watch.Dispose();
        }
    }

    /// <returns>Whether it answered at all.</returns>
    private async Task<bool> ReadAsync(string workspaceId, string provider, Watch watch)
    {
        var hasAnswered = false;
        try
        {
            await using var channel = await door.WatchAsync(workspaceId, watch.Stopping);
            hasAnswered = true;
            await ReadAsync(channel, new(workspaceId, provider, IsRunning: true, null, null), watch);
        }
        catch (Exception e) when (e is IOException or TimeoutException or NexusException)
        {
            LogLost(workspaceId, e.Message);
        }

        return hasAnswered;
    }

    /// <summary>A daemon that is held still keeps its connections: only its silence tells.</summary>
    private async Task ReadAsync(ByteChannel channel, EnvironmentReport answer, Watch watch)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(watch.Stopping);
        using var timer = new PeriodicTimer(Each, clock);
        Task<Snapshot> NextAsync() => channel.ReadAsync(TransportJson.Default.Snapshot, stop.Token).AsTask();
        var next = NextAsync();
        var tick = timer.WaitForNextTickAsync(stop.Token).AsTask();
        EnvironmentReport? silent = null;
        try
        {
            while (true)
            {
                if (await Task.WhenAny(next, tick) == next)
                {
                    (answer, silent) = (answer with { Services = await next }, null);
                    Post(watch, answer);
                    next = NextAsync();
                    continue;
                }

                await tick;
                var before = silent;
                silent = await sight.WhySilentAsync(
                    answer.WorkspaceId, answer.Provider, silent is not null, watch.Stopping);
                if (silent != before)
                    Post(watch, silent ?? answer);
                if (silent is { IsRunning: false, IsPaused: false })
                    return;
                tick = timer.WaitForNextTickAsync(stop.Token).AsTask();
            }
        }
        finally
        {
            await stop.CancelAsync();
            await TaskSet.QuietAsync(Task.WhenAll(next, tick));
        }
    }

    private void Post(Watch watch, EnvironmentReport report)
    {
        if (report.Services is not null || board.Find(report.WorkspaceId) != report)
            board.Post(report);
        watch.Known.TrySetResult();
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "No longer following {Workspace}")]
    private partial void LogEnded(string workspace);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Lost sight of {Workspace}: {Reason}")]
    private partial void LogLost(string workspace, string reason);

    private sealed class Watch : IDisposable
    {
        private readonly Lock _gate = new();
        private readonly CancellationTokenSource _stop = new();
        private bool _hasEnded;

        public Watch() => Stopping = _stop.Token;

        public CancellationToken Stopping { get; }

        public TaskCompletionSource Known { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Run { get; set; } = Task.CompletedTask;

        public void Stop()
        {
            lock (_gate)
            {
                if (!_hasEnded)
                    _stop.Cancel();
            }
        }

        public void Dispose()
        {
            lock (_gate)
                _hasEnded = true;
            _stop.Dispose();
        }
    }
}
