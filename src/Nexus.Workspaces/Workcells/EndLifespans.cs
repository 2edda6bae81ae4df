using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Nexus.Contracts;
using Nexus.Engine.Runs;
using Nexus.Platform.Ledger;
using Nexus.Workspaces.Lifecycle;

namespace Nexus.Workspaces.Workcells;

/// <summary>
/// Removes what lives for a while: workcells when the run that made them has ended, however it did, and all when they
/// were not used for too long. What it watches it knows from the ledger, so that nothing outlives a crash.
/// </summary>
internal sealed partial class EndLifespans(
    WorkspaceStore workspaces, Wishes wishes, IRuns runs, Turns turns, Uses uses, TimeProvider clock,
    ILogger<EndLifespans> logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    /// <summary>The clock may be set meanwhile.</summary>
    private static readonly TimeSpan LongestLook = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Task> _watched = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var (workspace, _) in await workspaces.AllAsync(Scope.All, cancellationToken))
        {
            if (workspace.Lifespan is not { } life)
                continue;
            if (life.Purpose is { } purpose)
                turns.Enter(workspace.Id, new(workspace.OwnerId, purpose));
            Watch(workspace);
        }

        turns.Open();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        Task[] all;
        lock (_gate)
            all = [.. _watched.Values];
        await Task.WhenAll(all).WaitAsync(cancellationToken);
    }

    public void Dispose() => _stopping.Dispose();

    /// <summary>From now on, once.</summary>
    public void Watch(Workspace workspace)
    {
        lock (_gate)
        {
            if (_stopping.IsCancellationRequested || _watched.ContainsKey(workspace.Id))
                return;
            using (ExecutionContext.SuppressFlow())
                _watched[workspace.Id] = WatchAsync(workspace.Id, _stopping.Token);
        }
    }

    private async Task WatchAsync(string id, CancellationToken stopping)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        for (var wait = FirstWait; !stopping.IsCancellationRequested; wait = Min(wait * 2, LongestWait))
        {
            try
            {
                if (await IsGoneAsync(id, stopping))
                    break;
                await Task.Delay(wait, clock, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogFailed(id, wait, e);
                await Task.Delay(wait, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        turns.Leave(id);
        lock (_gate)
            _watched.Remove(id);
    }

    /// <summary>Waits until its time has come, and removes it.</summary>
    /// <returns>False: it is still there.</returns>
    private async Task<bool> IsGoneAsync(string id, CancellationToken stopping)
    {
        if (await DueAsync(id, stopping) is not { } workspace)
            return true;
        var cause = Cause.System(workspace.Maker is { } maker ? $"{maker.RunId}" : workspace.Id);
        try
        {
            await wishes.RemoveAsync(id, force: true, cause, stopping);
        }
        catch (NexusException e) when (e.Error.Code is "workspace.not_found")
        {
            return true;
        }

        while (await runs.RunOfAsync(id, stopping) is { } run)
            await runs.WaitAsync(run, stopping);
        if (await workspaces.FindAsync(id, stopping) is null)
            return true;
        LogStays(workspace.Name);
        return false;
    }

    /// <returns>It, when its time has come; null: it is gone, or may stay.</returns>
    private async Task<Workspace?> DueAsync(string id, CancellationToken stopping)
    {
        using var looking = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Task? ended = null;
        try
        {
            while (true)
            {
                if (await workspaces.FindAsync(id, stopping) is not { Workspace: { Lifespan: { } life } workspace })
                    return null;
                ended ??= life.Purpose is not null && workspace.Maker is { } maker
                    ? RunEndedAsync(maker.RunId, looking.Token)
                    : Task.Delay(Timeout.InfiniteTimeSpan, clock, looking.Token);
                var left = LeftOf(life, uses.IsUsed(id));
                if (ended.IsCompletedSuccessfully || left <= TimeSpan.Zero)
                    return workspace;
                await Task.WhenAny(ended, Task.Delay(Min(left, LongestLook), clock, looking.Token));
                stopping.ThrowIfCancellationRequested();
                if (ended.IsFaulted)
                    await ended;
            }
        }
        finally
        {
            await looking.CancelAsync();
        }
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    /// <summary>Never more than it would have from now on.</summary>
    private TimeSpan LeftOf(Lifespan life, bool isUsed)
    {
        var left = life.Until - clock.GetUtcNow();
        return isUsed || left > life.Ttl ? life.Ttl : left;
    }

    private async Task RunEndedAsync(Guid run, CancellationToken cancellationToken)
    {
        try
        {
            await runs.WaitAsync(run, cancellationToken);
        }
        catch (NexusException e) when (e.Error.Code is "run.not_found")
        {
            // It ended so long ago that it is forgotten.
            return;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Workspace} should be gone by now and could not be removed")]
    private partial void LogStays(string workspace);

    [LoggerMessage(Level = LogLevel.Error, Message = "The end of {Workspace} could not be seen to; again in {Wait}")]
    private partial void LogFailed(string workspace, TimeSpan wait, Exception exception);
}
