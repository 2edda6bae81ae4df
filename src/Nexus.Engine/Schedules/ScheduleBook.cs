using System.Collections.Concurrent;
using Nexus.Contracts;
using Nexus.Platform.Ledger;
using Nexus.Spec.Blueprints;

namespace Nexus.Engine.Schedules;

/// <summary>
/// The schedules of the blueprints in force, as the ledger has them. Who changes one, or emits that it is due, has the
/// book alone meanwhile. Nothing is due whose owner was revoked; what was so meanwhile is missed when they come back.
/// </summary>
internal sealed class ScheduleBook(ILedger ledger, IOwners owners, TimeProvider clock) : IDisposable
{
    private readonly ConcurrentDictionary<string, PlannedTimes> _planned = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _free = new(1, 1);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when another schedule may be the next; to be taken before looking.</summary>
    public Task Changed => Volatile.Read(ref _changed).Task;

    /// <summary>When the first of all is due; null: none is waited for.</summary>
    public DateTimeOffset? NextDueAt => Waited.SelectMany(one => one.State.Times).Min(time => time.NextDueAt);

    /// <summary>Also of who was revoked.</summary>
    public bool IsEmpty => _planned.IsEmpty;

    private IEnumerable<PlannedTimes> Waited => _planned.Values.Where(one => !owners.IsRevoked(one.Row.OwnerId));

    /// <summary>Ids of blueprints with a schedule that is due, the one that is due longest first.</summary>
    public IReadOnlyList<string> Due(DateTimeOffset now) =>
    [
        .. from one in Waited
           let due = one.State.Times.Min(time => time.NextDueAt)
           where due <= now || one.State.Times.Any(time => time.IsAhead(now))
           orderby due
           select one.State.BlueprintId,
    ];

    /// <returns>Null: it has none that is waited for.</returns>
    public IReadOnlyList<BlueprintScheduleView>? Views(string blueprintId) =>
        _planned.GetValueOrDefault(blueprintId)?.State.Views();

    /// <summary>At start: what was planned before stays so, and what was due meanwhile is.</summary>
    public async Task LoadAsync(Blueprint blueprint, string ownerId, CancellationToken cancellationToken)
    {
        using var change = await ChangeAsync(blueprint.Id, blueprint, ownerId, cancellationToken);
        if (change.IsOne)
            await ledger.AppendAsync(change.Batch, cancellationToken);
        change.Keep();
    }

    /// <summary>What is to be committed for a blueprint to have its schedules; nobody changes one meanwhile.</summary>
    /// <param name="id">Of the blueprint.</param>
    /// <param name="blueprint">As it will be; null: nothing starts it any more.</param>
    /// <param name="ownerId">Whose it is.</param>
    /// <param name="cancellationToken">Stops waiting for the book.</param>
    public async Task<ScheduleChange> ChangeAsync(
        string id, Blueprint? blueprint, string ownerId, CancellationToken cancellationToken)
    {
        var hold = await HoldAsync(cancellationToken);
        try
        {
            var row = await ledger.FindAsync(ScheduleState.Kind, id, cancellationToken);
            var state = blueprint is null
                ? null
                : ScheduleState.Of(blueprint, row is null ? null : ScheduleState.Read(row), clock.GetUtcNow());
            return new(hold, id, row, state, ownerId);
        }
        catch
        {
            hold.Dispose();
            throw;
        }
    }

    public async Task<Hold> HoldAsync(CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        return new(this);
    }

    public void Dispose() => _free.Dispose();

    /// <summary>The right to change the book.</summary>
    internal sealed class Hold(ScheduleBook book) : IDisposable
    {
        public PlannedTimes? Find(string id) => book._planned.GetValueOrDefault(id);

        /// <param name="planned">As it is in the ledger; null: it is there no more.</param>
        public void Keep(string id, PlannedTimes? planned)
        {
            if (planned is null)
                book._planned.TryRemove(id, out _);
            else
                book._planned[id] = planned;
            Interlocked.Exchange(ref book._changed, new(TaskCreationOptions.RunContinuationsAsynchronously))
                .TrySetResult();
        }

        public void Dispose() => book._free.Release();
    }
}

/// <summary>The schedules of one blueprint, and the row they are in.</summary>
internal sealed record PlannedTimes(StateRow Row, ScheduleState State)
{
    public static PlannedTimes Of(StateRow row) => new(row, ScheduleState.Read(row));
}
