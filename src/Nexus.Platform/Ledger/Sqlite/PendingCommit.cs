namespace Nexus.Platform.Ledger.Sqlite;

/// <summary>A batch on its way to the writer, its events written out by the caller, not by the one writer.</summary>
internal sealed class PendingCommit(LedgerBatch batch, IReadOnlyList<ReadOnlyMemory<byte>> bodies)
{
    private readonly TaskCompletionSource<long> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public LedgerBatch Batch { get; } = batch;

    public IReadOnlyList<ReadOnlyMemory<byte>> Bodies { get; } = bodies;

    /// <summary>Set for a commit that forgets events instead: the last of them.</summary>
    public ChainTip? Forgotten { get; init; }

    /// <summary>What the batch will return once its transaction is durable.</summary>
    public long Position { get; set; }

    /// <summary>Set when this batch alone was refused.</summary>
    public Exception? Refusal { get; set; }

    public Task<long> Done => _done.Task;

    /// <summary>The events up to this one are in the archive.</summary>
    public static PendingCommit Forget(ChainTip last) => new(new([]), []) { Forgotten = last };

    public static PendingCommit From(LedgerBatch batch, EventWriter events, Redactor redactor)
    {
        var bodies = new ReadOnlyMemory<byte>[batch.Events.Count];
        for (var i = 0; i < bodies.Length; i++)
            bodies[i] = events.Write(batch.Events[i]);
        if (batch.Changes.Count == 0)
            return new(batch, bodies);

        StateRow[] rows = [.. batch.Changes.Select(row => row with { Body = redactor.Redact(row.Body) })];
        return new(batch with { Changes = rows }, bodies);
    }

    public void Complete()
    {
        if (Refusal is null)
            _done.TrySetResult(Position);
        else
            _done.TrySetException(Refusal);
    }

    public void Fail(Exception reason) => _done.TrySetException(reason);
}
