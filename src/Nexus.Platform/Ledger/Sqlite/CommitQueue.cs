namespace Nexus.Platform.Ledger.Sqlite;

/// <summary>
/// Many callers, one writer thread that takes all that waits. A full queue makes callers wait. Callers of the last
/// group come back at once, as a rule; a group taken before them would be small, and its flush cost as much as a large
/// one's. So the writer waits for half of them, or until each has had its turn. No clock is involved.
/// </summary>
internal sealed class CommitQueue(int limit) : IDisposable
{
    private readonly object _gate = new();
    private readonly SemaphoreSlim _room = new(limit, limit);
    private readonly Queue<PendingCommit> _waiting = new();
    private bool _isClosed;
    private int _expected;

    private bool IsGroup => _waiting.Count > 0 && 2 * _waiting.Count >= _expected;

    /// <returns>False when there is no room.</returns>
    public bool TryAdd(PendingCommit commit, CancellationToken cancellationToken)
    {
        if (!_room.Wait(0, cancellationToken))
            return false;
        Add(commit);
        return true;
    }

    public async Task AddAsync(PendingCommit commit, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken);
        Add(commit);
    }

    private void Add(PendingCommit commit)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            _waiting.Enqueue(commit);
            if (IsGroup)
                Monitor.Pulse(_gate);
        }
    }

    /// <summary>Blocks the writer thread until a group waits.</summary>
    /// <returns>False when the queue is closed and empty.</returns>
    public bool Take(List<PendingCommit> group, int most)
    {
        lock (_gate)
        {
            while (!IsGroup)
            {
                if (_isClosed && _waiting.Count == 0)
                    return false;
                Monitor.Wait(_gate);
            }

            while (group.Count < most && _waiting.TryDequeue(out var commit))
                group.Add(commit);
        }

        _room.Release(group.Count);
        return true;
    }

    /// <summary>So many callers were just told that their commit is done; they continue on the thread pool.</summary>
    public void Expect(int callers)
    {
        lock (_gate)
            _expected = callers;
        if (callers > 1)
            ThreadPool.UnsafeQueueUserWorkItem(static queue => queue.ExpectNoMore(), this, preferLocal: false);
    }

    /// <summary>Queued behind the callers, this runs when each of them has begun to continue.</summary>
    private void ExpectNoMore()
    {
        lock (_gate)
        {
            _expected = 0;
            Monitor.Pulse(_gate);
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.PulseAll(_gate);
        }
    }

    public void Dispose() => _room.Dispose();
}
