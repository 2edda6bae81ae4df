using System.Buffers.Binary;
using Nexus.Contracts;

namespace Nexus.Transport.Channels;

/// <summary>A frame of an interactive stream.</summary>
/// <param name="Kind">What it carries.</param>
/// <param name="Payload">Valid until the next frame is read.</param>
public readonly record struct Frame(FrameKind Kind, ReadOnlyMemory<byte> Payload);

/// <summary>
/// Frames on a byte channel: kind, four bytes of length, payload. Writing is safe from several tasks.
/// </summary>
public sealed class FrameChannel(ByteChannel channel) : IDisposable
{
    /// <summary>The longest payload accepted and sent.</summary>
    public const int LongestPayload = 64 * 1024;

    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly byte[] _outgoing = new byte[5 + LongestPayload];
    private readonly byte[] _incoming = new byte[LongestPayload];
    private readonly byte[] _head = new byte[5];

    /// <summary>Longer payloads become several frames of the same kind.</summary>
    public async ValueTask WriteAsync(
        FrameKind kind, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            do
            {
                var part = payload[..Math.Min(payload.Length, LongestPayload)];
                payload = payload[part.Length..];
                _outgoing[0] = (byte)kind;
                BinaryPrimitives.WriteInt32BigEndian(_outgoing.AsSpan(1), part.Length);
                part.CopyTo(_outgoing.AsMemory(5));
                await channel.WriteAsync(_outgoing.AsMemory(0, 5 + part.Length), cancellationToken);
            }
            while (payload.Length > 0);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <returns>Null when the peer sends nothing more.</returns>
    /// <exception cref="IOException">It broke, or a frame is too long.</exception>
    public async ValueTask<Frame?> ReadAsync(CancellationToken cancellationToken)
    {
        if (await channel.ReadAsync(_head.AsMemory(0, 1), cancellationToken) == 0)
            return null;

        await channel.ReadExactlyAsync(_head.AsMemory(1), cancellationToken);
        var length = BinaryPrimitives.ReadInt32BigEndian(_head.AsSpan(1));
        if (length is < 0 or > LongestPayload)
            throw new IOException($"A frame of {length} bytes is not accepted.");

        var payload = _incoming.AsMemory(0, length);
        await channel.ReadExactlyAsync(payload, cancellationToken);
        return new Frame((FrameKind)_head[0], payload);
    }

    public void Dispose() => _writing.Dispose();
}
