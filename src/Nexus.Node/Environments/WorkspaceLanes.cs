using Nexus.Contracts;

namespace Nexus.Node.Environments;

/// <summary>
/// One command per workspace at a time. A newer one cancels an older ensure: what is wanted has changed.
/// </summary>
internal sealed class WorkspaceLanes
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.Ordinal);

    /// <param name="isSupersedable">Whether a newer command of the workspace cancels this one.</param>
    /// <exception cref="NexusException"><c>environment.superseded</c>.</exception>
    public async Task<T> RunAsync<T>(
        string workspaceId, bool isSupersedable, Func<CancellationToken, Task<T>> work,
        CancellationToken cancellationToken)
    {
        using var superseded = new CancellationTokenSource();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(superseded.Token, cancellationToken);
        var lane = Enter(workspaceId, isSupersedable ? superseded : null);
        try
        {
            await lane.Turn.WaitAsync(stop.Token);
            try
            {
                return await work(stop.Token);
            }
            finally
            {
                lane.Turn.Release();
            }
        }
        catch (OperationCanceledException) when (superseded.IsCancellationRequested)
        {
            throw new NexusException(EnvironmentErrors.Superseded(workspaceId));
        }
        finally
        {
            Leave(workspaceId, lane, superseded);
        }
    }

    private Lane Enter(string workspaceId, CancellationTokenSource? supersedable)
    {
        lock (_gate)
        {
            if (!_lanes.TryGetValue(workspaceId, out var lane))
                _lanes[workspaceId] = lane = new Lane();
            lane.Users++;
            foreach (var older in lane.Supersedable)
                older.CancelAfter(TimeSpan.Zero);
            lane.Supersedable.Clear();
            if (supersedable is not null)
                lane.Supersedable.Add(supersedable);
            return lane;
        }
    }

    private void Leave(string workspaceId, Lane lane, CancellationTokenSource supersedable)
    {
        lock (_gate)
        {
            lane.Supersedable.Remove(supersedable);
            if (--lane.Users > 0)
                return;
            _lanes.Remove(workspaceId);
            lane.Turn.Dispose();
        }
    }

    private sealed class Lane
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public HashSet<CancellationTokenSource> Supersedable { get; } = [];

        public int Users { get; set; }
    }
}
