using System.Text.Json;
using Nexus.Contracts;
using Nexus.Transport;
using Nexus.Transport.Channels;
using Nexus.Workspaced.Channel;

namespace Nexus.Workspaced.Exec;

/// <summary>Work whose output the caller sees as it comes: it ends when they are gone, or at a deadline.</summary>
internal sealed class ShownWork(TimeSpan limit, TimeProvider clock)
{
    /// <param name="work">Returns an exit code; a <see cref="NexusException"/> is told to the caller.</param>
    /// <param name="tooLong">What to tell after the deadline.</param>
    public async Task AnswerAsync(
        Connection connection, Func<FrameChannel, CancellationToken, Task<int>> work, Func<NexusError> tooLong,
        CancellationToken cancellationToken)
    {
        await connection.AcceptAsync(cancellationToken);
        using var frames = new FrameChannel(connection.Channel);
        using var deadline = new CancellationTokenSource(limit, clock);
        using var bounds = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var watching = connection.CancelWhenGoneAsync(bounds);
        try
        {
            var result = new ExecResult(await work(frames, bounds.Token));
            await frames.WriteAsync(
                FrameKind.Exit, JsonSerializer.SerializeToUtf8Bytes(result, TransportJson.Default.ExecResult),
                cancellationToken);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            await TellAsync(frames, tooLong(), cancellationToken);
        }
        catch (NexusException e)
        {
            await TellAsync(frames, e.Error, cancellationToken);
        }
        finally
        {
            await bounds.CancelAsync();
            await watching;
        }
    }

    private static ValueTask TellAsync(FrameChannel frames, NexusError error, CancellationToken cancellationToken) =>
        frames.WriteAsync(
            FrameKind.Error, JsonSerializer.SerializeToUtf8Bytes(error, TransportJson.Default.NexusError),
            cancellationToken);
}
