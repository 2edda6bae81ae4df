using System.Buffers;

namespace Nexus.Transport.Channels;

/// <summary>
/// Joins two channels until both directions have ended; a half-close passes through, a break breaks both.
/// </summary>
public static class Splice
{
    private const int BufferSize = 64 * 1024;

    /// <summary>Reads that need not wait, one after the other, before others get their turn.</summary>
    private const int Turn = 32;

    /// <summary>Completes when nothing flows any more. Disposes neither side.</summary>
    public static async Task RunAsync(ByteChannel left, ByteChannel right, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var there = PumpAsync(left, right, stop);
        var back = PumpAsync(right, left, stop);
        await Task.WhenAll(there, back);
        if (stop.IsCancellationRequested)
        {
            left.Reset();
            right.Reset();
        }
    }

    private static async Task PumpAsync(ByteChannel from, ByteChannel to, CancellationTokenSource stop)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            for (var turn = 0; ; turn++)
            {
                var reading = from.ReadAsync(buffer, stop.Token);
                if (!reading.IsCompleted)
                    turn = 0;
                else if (turn % Turn == Turn - 1)
                    await Task.Yield();
                if (await reading is not (> 0 and var read))
                    break;
                await to.WriteAsync(buffer.AsMemory(0, read), stop.Token);
            }

            await to.CompleteWritesAsync(stop.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            await stop.CancelAsync();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
