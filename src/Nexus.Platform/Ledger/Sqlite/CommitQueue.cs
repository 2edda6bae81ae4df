namespace Nexus.Platform.Ledger.Sqlite;

/// <summary>Many callers, one writer thread that takes all that waits. A full queue makes callers wait.</summary>
internal sealed class CommitQueue(int limit) : IDisposable
{
    private readonly object _gate = new();
    private readonly SemaphoreSlim _room = new(limit, limit);
    private readonly Queue<PendingCommit> _waiting = new();
    private bool _isClosed;

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
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Blocks the writer thread until something waits.</summary>
    /// <returns>False when the queue is closed and empty.</returns>
    public bool Take(List<PendingCommit> group, int most)
    {
        lock (_gate)
        {
            while (_waiting.Count == 0)
            {
                if (_isClosed)
                    return false;
                Monitor.Wait(_gate);
            }

            while (group.Count < most && _waiting.TryDequeue(out var commit))
                group.Add(commit);
        }

        _room.Release(group.Count);
        return true;
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
