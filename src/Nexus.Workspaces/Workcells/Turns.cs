using Microsoft.Extensions.Options;
using Nexus.Contracts;

namespace Nexus.Workspaces.Workcells;

/// <summary>Whose a workcell is, and what for.</summary>
internal sealed record Cell(string OwnerId, string Purpose);

/// <summary>
/// Who may have a workcell now: no more than there may be, in all, of one user and for tests. Others wait in order;
/// who waits for their own kind keeps nobody else from theirs. What is there is known from the ledger at start.
/// </summary>
internal sealed class Turns(IOptions<WorkcellOptions> options, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Cell> _there = new(StringComparer.Ordinal);
    private readonly HashSet<Turn> _granted = [];
    private readonly List<Turn> _waiting = [];
    private readonly TaskCompletionSource _known = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What is there is known from now on.</summary>
    public void Open() => _known.TrySetResult();

    /// <summary>It is there.</summary>
    public void Enter(string workspaceId, Cell cell)
    {
        lock (_gate)
            _there[workspaceId] = cell;
    }

    /// <summary>It is gone, if it was one.</summary>
    public void Leave(string workspaceId)
    {
        lock (_gate)
        {
            if (_there.Remove(workspaceId))
                Grant();
        }
    }

    /// <summary>Dispose of it when the workcell is entered, or does not come to be.</summary>
    /// <param name="cell">What is wanted.</param>
    /// <param name="patience">Null: as long as <paramref name="cancellationToken"/>.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    /// <exception cref="NexusException"><c>workcell.too_many</c>: it was not its turn in time.</exception>
    public async Task<IDisposable> TakeAsync(Cell cell, TimeSpan? patience, CancellationToken cancellationToken)
    {
        await _known.Task.WaitAsync(cancellationToken);
        var turn = new Turn(this, cell);
        lock (_gate)
        {
            _waiting.Add(turn);
            Grant();
        }

        try
        {
            await turn.Granted.WaitAsync(patience ?? Timeout.InfiniteTimeSpan, clock, cancellationToken);
            return turn;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            turn.Dispose();
            throw new NexusException(WorkcellErrors.TooMany(Reason(cell)), e);
        }
    }

    private void End(Turn turn)
    {
        lock (_gate)
        {
            _waiting.Remove(turn);
            _granted.Remove(turn);
            Grant();
        }
    }

    private void Grant()
    {
        for (var at = 0; at < _waiting.Count;)
        {
            var turn = _waiting[at];
            if (Reason(turn.Cell) is not null)
            {
                at++;
                continue;
            }

            _waiting.RemoveAt(at);
            _granted.Add(turn);
            turn.Grant();
        }
    }

    /// <returns>Why there cannot be one more; null: there can.</returns>
    private string? Reason(Cell cell)
    {
        lock (_gate)
        {
            var all = _there.Values.Concat(_granted.Select(turn => turn.Cell)).ToList();
            var limits = options.Value;
            return all.Count >= limits.Max ? $"workcells.max is {limits.Max}"
                : all.Count(one => one.OwnerId == cell.OwnerId) >= limits.MaxPerUser
                    ? $"workcells.maxPerUser is {limits.MaxPerUser}"
                : cell.Purpose is Terms.Test && all.Count(one => one.Purpose is Terms.Test) >= limits.MaxTests
                    ? $"workcells.maxTests is {limits.MaxTests}"
                : null;
        }
    }

    private sealed class Turn(Turns turns, Cell cell) : IDisposable
    {
        private readonly TaskCompletionSource _granted = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Cell Cell => cell;

        public Task Granted => _granted.Task;

        public void Grant() => _granted.TrySetResult();

        public void Dispose() => turns.End(this);
    }
}
