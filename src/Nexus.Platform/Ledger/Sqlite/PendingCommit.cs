using System.Text;

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

        return new(batch with { Changes = [.. batch.Changes.Select(row => Masked(row, redactor))] }, bodies);
    }

    private static StateRow Masked(StateRow row, Redactor redactor)
    {
        ReadOnlySpan<byte> body = Encoding.UTF8.GetBytes(row.Body);
        var masked = redactor.Of(row.OwnerId).Record(body);
        return masked == body ? row : row with { Body = Encoding.UTF8.GetString(masked) };
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
