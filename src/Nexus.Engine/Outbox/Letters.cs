using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Outbox;

/// <summary>Dead letters: deliveries that were given up, kept for whoever looks after the target.</summary>
internal sealed class Letters(ILedger ledger, OutboxOptions options, TimeProvider clock)
{
    /// <summary>All of a target, oldest first.</summary>
    public async Task<IReadOnlyList<StateRow>> OfAsync(string target, CancellationToken cancellationToken)
    {
        var start = $"{target}.";
        var query = new StateQuery(LetterState.Kind, Scope.All) { After = start, Limit = options.Letters + 1 };
        var rows = await ledger.ListAsync(query, cancellationToken);
        return [.. rows.TakeWhile(row => row.Id.StartsWith(start, StringComparison.Ordinal))];
    }

    /// <summary>The letter, and with the last that there is room for the suspension, in one commit.</summary>
    /// <returns>True when the target is suspended by that.</returns>
    public async Task<bool> KeepAsync(
        StateRow target, Delivery delivery, NexusError error, CancellationToken cancellationToken)
    {
        var id = delivery.Letter?.Id ?? LetterState.IdOf(target.Id, delivery.Position);
        var known = await ledger.FindAsync(LetterState.Kind, id, cancellationToken);
        if (known is null == delivery.Letter is not null)
            return false; // its owner removed it, or it was kept before a crash

        var before = known is null ? 0 : LetterState.Read(known).Tries;
        var body = new LetterState
        {
            Event = delivery.Event,
            Tries = before + delivery.Tries,
            Error = error,
            FailedAt = clock.GetUtcNow(),
        }.Body();
        var row = known?.Next(body) ?? new StateRow(LetterState.Kind, id, "", target.OwnerId, 1, body);
        var kept = new LedgerBatch(
            [Told("xyn.target.letter.kept", target, delivery, error)], row with { IsOpen = false });
        var kin = await OfAsync(target.Id, cancellationToken);
        var isFull = known is null && kin.Count + 1 >= options.Letters;
        await ledger.AppendAsync(
            isFull ? kept.With(await SuspensionAsync(target, delivery, error, cancellationToken)) : kept,
            cancellationToken);
        return isFull;
    }

    /// <summary>It was delivered after all.</summary>
    public async Task ForgetAsync(StateRow letter, CancellationToken cancellationToken)
    {
        if (await ledger.FindAsync(letter.Kind, letter.Id, cancellationToken) is { } row)
            await ledger.AppendAsync(new([], [], [new(row.Kind, row.Id, row.Version)]), cancellationToken);
    }

    private async Task<LedgerBatch> SuspensionAsync(
        StateRow target, Delivery delivery, NexusError error, CancellationToken cancellationToken)
    {
        if (await ledger.FindAsync(target.Kind, target.Id, cancellationToken) is not { } row)
            return new([]);
        var state = TargetState.Read(row) with { SuspendedAt = clock.GetUtcNow() };
        return new([Told("xyn.target.suspended", target, delivery, error)], row.Next(state.Body()));
    }

    private LedgerEvent Told(string name, StateRow target, Delivery delivery, NexusError error) =>
        LedgerEvent.Now(clock, name, new(TargetState.Kind, target.Id), delivery.Event.CorrelationId) with
        {
            OwnerId = target.OwnerId,
            Data = EventData.Of(
                ("name", target.Name), ("event_id", delivery.Event.EventId.ToString()),
                ("event_name", delivery.Event.EventName), ("code", error.Code), ("message", error.Message)),
        };
}
