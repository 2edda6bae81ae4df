using System.Text.Json;
using System.Threading.Channels;
using Nexus.Contracts;
using Nexus.Processes;
using Nexus.Transport;
using Nexus.Transport.Channels;
using Nexus.Workspaced.Channel;

namespace Nexus.Workspaced.Exec;

/// <summary>
/// What the caller sends to a running command. Input waits in a short queue of its own, so that a size, or that the
/// caller is gone, is noticed while the command does not read.
/// </summary>
internal sealed class ExecInput(ChildProcess child, FrameChannel frames, Connection connection)
{
    private const int QueueLength = 16;
    private const byte EndOfTransmission = 4;
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly Channel<byte[]> _queue = System.Threading.Channels.Channel.CreateBounded<byte[]>(QueueLength);

    /// <summary>Cancels <paramref name="work"/> when the caller goes away; returns when that is cancelled.</summary>
    public async Task RunAsync(CancellationTokenSource work)
    {
        var feeding = FeedAsync(work.Token);
        try
        {
            while (await frames.ReadAsync(work.Token) is { } frame)
                await TakeAsync(frame, work.Token);
            await work.CancelAsync();
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            await work.CancelAsync();
        }
        catch (OperationCanceledException)
        {
            _queue.Writer.TryComplete();
        }

        await feeding;
    }

    private async Task TakeAsync(Frame frame, CancellationToken cancellationToken)
    {
        switch (frame.Kind)
        {
            case FrameKind.Stdin:
                if (await HasRoomAsync(cancellationToken))
                    _queue.Writer.TryWrite(frame.Payload.ToArray());
                break;
            case FrameKind.StdinEnd:
                _queue.Writer.TryComplete();
                break;
            case FrameKind.Resize:
                var size = JsonSerializer.Deserialize(frame.Payload.Span, TransportJson.Default.TerminalSize);
                if (size is not null)
                    child.Resize(new TerminalWindow(size.Columns, size.Rows));
                break;
        }
    }

    /// <returns>False when the input was ended before.</returns>
    /// <exception cref="IOException">The caller went away while the command did not read.</exception>
    private async Task<bool> HasRoomAsync(CancellationToken cancellationToken)
    {
        var room = _queue.Writer.WaitToWriteAsync(cancellationToken).AsTask();
        while (await Task.WhenAny(room, Task.Delay(LookInterval, cancellationToken)) != room)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (connection.IsGone)
                throw new IOException("The caller is gone.");
        }

        return await room;
    }

    private async Task FeedAsync(CancellationToken cancellationToken)
    {
        if (child.Input is not { } input)
            return;

        try
        {
            await foreach (var bytes in _queue.Reader.ReadAllAsync(cancellationToken))
                await input.WriteAsync(bytes, cancellationToken);
            await EndAsync(input, cancellationToken);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The command reads no more; what comes for it is dropped, as a shell's pipe would.
            await DropAsync(cancellationToken);
        }
    }

    /// <summary>A terminal has no end of input but the character that says so.</summary>
    private async Task EndAsync(Stream input, CancellationToken cancellationToken)
    {
        if (input == child.Output)
            await input.WriteAsync(new[] { EndOfTransmission }, cancellationToken);
        else
            await input.DisposeAsync();
    }

    private async Task DropAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var _ in _queue.Reader.ReadAllAsync(cancellationToken))
            {
                // Dropped.
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }
    }
}
