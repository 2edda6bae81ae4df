namespace Nexus.Transport.Channels;

/// <summary>
/// A duplex byte stream with a half-close: "I send nothing more" is not the same as "it broke". One reader and one
/// writer at a time.
/// </summary>
public abstract class ByteChannel : IAsyncDisposable
{
    /// <returns>0 when the peer sends nothing more.</returns>
    /// <exception cref="IOException">The peer reset it, or it broke.</exception>
    public abstract ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken);

    /// <exception cref="IOException">It broke.</exception>
    public abstract ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>The peer's reads end after what was written; ours go on.</summary>
    public abstract ValueTask CompleteWritesAsync(CancellationToken cancellationToken);

    /// <summary>The peer's reads and writes fail. Safe to repeat.</summary>
    public abstract void Reset();

    public abstract ValueTask DisposeAsync();

    /// <exception cref="EndOfStreamException">It ended before the buffer was full.</exception>
    public async ValueTask ReadExactlyAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (buffer.Length > 0)
        {
            var read = await ReadAsync(buffer, cancellationToken);
            if (read == 0)
                throw new EndOfStreamException("The stream ended in the middle of a message.");
            buffer = buffer[read..];
        }
    }
}
