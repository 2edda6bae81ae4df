namespace Nexus.Engine.Outbox;

/// <summary>The part that knows when there is something to do.</summary>
internal sealed partial class TargetLine
{
    /// <summary>Until a delivery has ended, one is due, there is something new, or somebody says so.</summary>
    private async Task WaitAsync(CancellationToken stopping)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        List<Task> waits = [_wake.WaitAsync(waiting.Token), .. _working.Keys];
        if (Target.SuspendedAt is null)
        {
            var hasRoom = _queue.Count < Window;
            if (hasRoom && services.Ledger.Head <= _read)
                waits.Add(services.Ledger.PastAsync(_read, waiting.Token));
            DateTimeOffset?[] times =
            [
                hasRoom && services.Ledger.Head > _read ? _nextLook : null,
                _working.Count < services.Options.AtOnce ? _queue.NextDue : null,
                _place.IsBehind(_queue.DoneTo(_read)) ? _place.KeptAt + PlacePace : null,
            ];
            if (times.Min() is { } due)
                waits.Add(Task.Delay(due > Now ? due - Now : TimeSpan.Zero, services.Clock, waiting.Token));
        }

        await Task.WhenAny(waits);
        await waiting.CancelAsync();
        await Task.WhenAny(waits[0]); // it may have been woken in between
        stopping.ThrowIfCancellationRequested();
        if (waits[0].IsCompletedSuccessfully)
            await LookAgainAsync(stopping);
    }

    /// <summary>At its row, and at letters that are to go out again.</summary>
    private async Task LookAgainAsync(CancellationToken cancellationToken)
    {
        _row = await services.Ledger.FindAsync(TargetState.Kind, Id, cancellationToken)
            ?? throw new OperationCanceledException();
        _target = null;
        foreach (var row in await services.Letters.OfAsync(Id, cancellationToken))
        {
            if (row.IsOpen)
                _queue.Add(new(LetterState.Read(row).Event, row));
        }

        Tell();
    }
}
