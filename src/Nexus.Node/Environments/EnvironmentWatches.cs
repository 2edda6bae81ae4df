using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Nexus.Contracts;
using Nexus.Node.Providers;
using Nexus.Transport.Control;

namespace Nexus.Node.Environments;

/// <summary>
/// Follows every running environment through its own daemon's <c>watch</c> stream, whose end is asked of the provider.
/// </summary>
internal sealed partial class EnvironmentWatches(
    ProviderSet providers, EnvironmentDoor door, ReportBoard board, TimeProvider clock, ILogger logger)
    : IAsyncDisposable
{
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
        var backoff = new Backoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5));
        try
        {
            for (var failures = 0; await IsRunningAsync(workspaceId, provider, watch.Stopping); failures++)
            {
                if (await ReadAsync(workspaceId, provider, watch))
                    (failures, backoff) = (0, backoff.Reset());
                else if (failures == 1)
                    Post(watch, new(workspaceId, provider, IsRunning: true, null, "Its daemon does not answer."));
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
            await foreach (var snapshot in door.WatchAsync(workspaceId, watch.Stopping))
            {
                hasAnswered = true;
                Post(watch, new(workspaceId, provider, IsRunning: true, snapshot, null));
            }
        }
        catch (Exception e) when (e is IOException or TimeoutException or NexusException)
        {
            LogLost(workspaceId, e.Message);
        }

        return hasAnswered;
    }

    private async Task<bool> IsRunningAsync(string workspaceId, string provider, CancellationToken cancellationToken)
    {
        try
        {
            var info = await providers.AskAsync(
                providers.Get(provider), (p, token) => p.InspectAsync(workspaceId, token), cancellationToken);
            if (info is { IsRunning: true })
                return true;
            board.Post(new(
                workspaceId, provider, IsRunning: false, null, info is null ? "It is gone." : info.Reason));
            return false;
        }
        catch (NexusException e)
        {
            // The engine is away, which says nothing of the environment.
            LogLost(workspaceId, e.Message);
            return true;
        }
    }

    private void Post(Watch watch, EnvironmentReport report)
    {
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
