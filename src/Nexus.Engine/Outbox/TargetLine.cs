using Microsoft.Extensions.Logging;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Outbox;

/// <summary>
/// Takes the events of one owner to one target, from where the ledger says it was. A bounded number of them is in
/// memory, whatever waits behind; how far all is done is a row, so after a crash some go out again and none is left
/// out.
/// </summary>
internal sealed partial class TargetLine(StateRow first, LineServices services) : IDisposable
{
    private const int Window = 256;
    private const int FarBehind = 10_000;

    /// <summary>Between two looks at the ledger while it grows.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    /// <summary>Between two commits of how far it is, while deliveries go on.</summary>
    private static readonly TimeSpan PlacePace = TimeSpan.FromSeconds(1);

    private readonly DeliveryQueue _queue = new();
    private readonly Dictionary<Task<NexusError?>, Delivery> _working = [];
    private readonly SemaphoreSlim _wake = new(0);
    private readonly TargetPlace _place = new(first.Id, services.Ledger);
    private StateRow? _row;
    private TargetState? _target;
    private DateTimeOffset _nextLook;
    private long _read;
    private long _handled;

    /// <summary>Position of the last event that it needs no more; a suspended one needs none.</summary>
    public long Handled => Volatile.Read(ref _handled);

    private string Id => first.Id;

    /// <summary>As it was when this was last looked at.</summary>
    private StateRow Row => _row ?? first;

    private TargetState Target => _target ??= TargetState.Read(Row);

    private DateTimeOffset Now => services.Clock.GetUtcNow();

    /// <summary>Something about it has changed: its row, or its letters.</summary>
    public void Wake() => _wake.Release();

    public void Dispose() => _wake.Dispose();

    /// <exception cref="OperationCanceledException">The server stops, or the target is gone.</exception>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        try
        {
            await _place.LoadAsync(ending.Token);
            _read = _place.Position;
            await LookAgainAsync(ending.Token);
            while (true)
                await GoOnAsync(ending.Token);
        }
        finally
        {
            await ending.CancelAsync();
            await ((Task)Task.WhenAll(_working.Keys)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task GoOnAsync(CancellationToken stopping)
    {
        if (Target.SuspendedAt is null)
            await FillAsync(stopping);
        while (Target.SuspendedAt is null && _working.Count < services.Options.AtOnce
            && _queue.TryTake(Now, out var delivery))
        {
            _working[DeliverAsync(delivery, stopping)] = delivery;
        }

        await KeepPlaceAsync(stopping);
        await WaitAsync(stopping);
        await SettleAsync(stopping);
    }

    private async Task FillAsync(CancellationToken cancellationToken)
    {
        var room = Window - _queue.Count;
        if (room <= 0 || Now < _nextLook || services.Ledger.Head is var head && head <= _read)
            return;
        _nextLook = Now + Pace;
        var page = await services.Ledger.EventsAsync(
            new() { Scope = Scope.Of(Row.OwnerId), After = _read, Limit = room }, cancellationToken);
        foreach (var item in page.Where(item => EventPattern.Wants(Target.Events, item.Event.EventName)))
            _queue.Add(new(Events.EventViews.View(item)));
        _read = page.Count == room ? page[^1].Position : Math.Max(head, page.Count > 0 ? page[^1].Position : 0);
        if (page.Count == room)
            _nextLook = Now;
    }

    private async Task<NexusError?> DeliverAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        if (delivery.Letter is { } letter
            && await services.Ledger.FindAsync(letter.Kind, letter.Id, cancellationToken) is null)
        {
            return null; // its owner removed it
        }

        return await services.Sender.SendAsync(
            Id, Target, Row.OwnerId, delivery.Event, cancellationToken);
    }

    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        foreach (var (task, delivery) in _working.Where(pair => pair.Key.IsCompleted).ToList())
        {
            _working.Remove(task);
            delivery.Tries++;
            if (await task is not { } error)
                await DoneAsync(delivery, cancellationToken);
            else if (delivery.Tries >= Most(error) && Target.SuspendedAt is null)
                await GiveUpAsync(delivery, error, cancellationToken);
            else
                _queue.PutBack(delivery, Now + services.Wait(delivery.Tries));
        }

        Tell();
    }

    private int Most(NexusError error) =>
        TargetSender.IsRefusal(error) ? Math.Min(services.Options.Tries, 5) : services.Options.Tries;

    private async Task DoneAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        if (delivery.Letter is { } letter)
            await services.Letters.ForgetAsync(letter, cancellationToken);
        else
            _place.Mark();
        _queue.Done(delivery);
    }

    /// <summary>It is kept as a dead letter before it is taken for done.</summary>
    private async Task GiveUpAsync(Delivery delivery, NexusError error, CancellationToken cancellationToken)
    {
        LogGivenUp(services.Logger, Row.Name, delivery.Event.EventName, delivery.Tries, error.Message);
        if (await services.Letters.KeepAsync(Row, delivery, error, cancellationToken))
            await LookAgainAsync(cancellationToken);
        _place.Mark();
        _queue.Done(delivery);
    }

    private async Task KeepPlaceAsync(CancellationToken cancellationToken)
    {
        var done = _queue.DoneTo(_read);
        var isTime = _working.Count == 0 || Now >= _place.KeptAt + PlacePace;
        if (isTime && (_place.IsBehind(done) || done - _place.Position >= FarBehind))
            await _place.KeepAsync(done, Now, cancellationToken);
        Tell();
    }

    private void Tell() => Volatile.Write(
        ref _handled, Target.SuspendedAt is null ? _queue.DoneTo(_read) : long.MaxValue);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Target {Target} did not take {EventName} in {Tries} attempts; it is a dead letter now: {Why}")]
    private static partial void LogGivenUp(
        ILogger logger, string target, string eventName, int tries, string why);
}
