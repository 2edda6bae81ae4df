using System.Diagnostics.CodeAnalysis;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Outbox;

/// <summary>One event on its way to one target.</summary>
/// <param name="Event">What is sent.</param>
/// <param name="Letter">The dead letter it was before; null: it comes from the ledger.</param>
internal sealed record Delivery(EventView Event, StateRow? Letter = null)
{
    public long Position => Event.Position;

    /// <summary>Deliveries of one key follow each other.</summary>
    public string Key => Event.Resource.Id;

    /// <summary>Attempts so far.</summary>
    public int Tries { get; set; }

    public DateTimeOffset DueAt { get; set; }
}

/// <summary>What waits for a target: of each key the oldest is next, whatever the others do. Decides only.</summary>
internal sealed class DeliveryQueue
{
    private readonly Dictionary<string, Queue<Delivery>> _keys = new(StringComparer.Ordinal);
    private readonly HashSet<string> _busy = new(StringComparer.Ordinal);
    private readonly SortedSet<long> _positions = [];
    private readonly HashSet<string> _letters = new(StringComparer.Ordinal);

    /// <summary>What waits or is being delivered.</summary>
    public int Count => _positions.Count + _letters.Count;

    /// <summary>When something is due that is not yet; null: nothing is.</summary>
    public DateTimeOffset? NextDue => Heads().Select(head => (DateTimeOffset?)head.DueAt).Min();

    /// <summary>Twice the same letter is once.</summary>
    public void Add(Delivery delivery)
    {
        if (!(delivery.Letter is { } letter ? _letters.Add(letter.Id) : _positions.Add(delivery.Position)))
            return;
        if (!_keys.TryGetValue(delivery.Key, out var queue))
            _keys[delivery.Key] = queue = new();
        queue.Enqueue(delivery);
    }

    public bool TryTake(DateTimeOffset now, [NotNullWhen(true)] out Delivery? delivery)
    {
        delivery = Heads().Where(head => head.DueAt <= now).MinBy(head => (head.DueAt, head.Position));
        return delivery is not null && _busy.Add(delivery.Key);
    }

    /// <summary>It failed, and is the next of its key again.</summary>
    public void PutBack(Delivery delivery, DateTimeOffset due)
    {
        delivery.DueAt = due;
        _busy.Remove(delivery.Key);
    }

    /// <summary>It was delivered, or given up.</summary>
    public void Done(Delivery delivery)
    {
        var queue = _keys[delivery.Key];
        queue.Dequeue();
        if (queue.Count == 0)
            _keys.Remove(delivery.Key);
        _busy.Remove(delivery.Key);
        if (delivery.Letter is { } letter)
            _letters.Remove(letter.Id);
        else
            _positions.Remove(delivery.Position);
    }

    /// <summary>The position up to which all is done.</summary>
    /// <param name="read">Position up to which events were added.</param>
    public long DoneTo(long read) => _positions.Count > 0 ? _positions.Min - 1 : read;

    private IEnumerable<Delivery> Heads() =>
        _keys.Where(pair => !_busy.Contains(pair.Key)).Select(pair => pair.Value.Peek());
}
