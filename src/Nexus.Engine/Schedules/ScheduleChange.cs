using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Schedules;

/// <summary>A change of a blueprint's schedules on its way into the ledger, with what else changes.</summary>
internal sealed class ScheduleChange : IDisposable
{
    private readonly ScheduleBook.Hold _hold;
    private readonly string _id;
    private readonly PlannedTimes? _next;

    /// <param name="hold">Given back at the end.</param>
    /// <param name="id">Of the blueprint.</param>
    /// <param name="before">Its row; null: it has none.</param>
    /// <param name="state">As it will be; null: there is nothing to wait for.</param>
    /// <param name="ownerId">Whose it is.</param>
    public ScheduleChange(
        ScheduleBook.Hold hold, string id, StateRow? before, ScheduleState? state, string ownerId)
    {
        (_hold, _id) = (hold, id);
        var body = state?.Body();
        IsOne = body != before?.Body;
        if (state is not null && body is not null)
        {
            var row = before?.Next(body) ?? new(ScheduleState.Kind, id, "", ownerId, 1, body);
            _next = new(IsOne || before is null ? row : before, state);
            Batch = IsOne ? new([], row) : Batch;
        }
        else if (before is not null)
        {
            Batch = new([], [], [new(before.Kind, before.Id, before.Version)]);
        }
    }

    /// <summary>Something is another.</summary>
    public bool IsOne { get; }

    /// <summary>What is to be committed; empty when nothing is another.</summary>
    public LedgerBatch Batch { get; } = new([]);

    /// <summary>Null: there is nothing to wait for.</summary>
    public IReadOnlyList<BlueprintScheduleView>? Views => _next?.State.Views();

    /// <summary>It is in the ledger.</summary>
    public void Keep() => _hold.Keep(_id, _next);

    public void Dispose() => _hold.Dispose();
}
