using System.Buffers;
using Nexus.Contracts;
using Nexus.Processes;

namespace Nexus.Workspaced.Exec;

/// <summary>Takes what a command prints; the command waits while it does.</summary>
internal delegate ValueTask OutputSink(
    FrameKind stream, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

/// <summary>One output of a command on its way to a sink.</summary>
internal sealed class OutputPump(Stream? from, FrameKind kind, OutputSink sink)
{
    private const int BufferSize = 32 * 1024;

    /// <summary>For what is in the pipes when the command has ended; what it left running may hold them open.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private long _progress;
    private volatile bool _isWriting;

    /// <summary>
    /// Follows a command to its end. Its tree dies when the sink fails and when cancelled; else what it left running
    /// goes on.
    /// </summary>
    /// <returns>The exit code, after all output.</returns>
    /// <exception cref="IOException">The sink's.</exception>
    public static async Task<int> FollowAsync(ChildProcess child, OutputSink sink, CancellationToken cancellationToken)
    {
        using var work = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var output = new OutputPump(child.Output, FrameKind.Stdout, sink);
        var error = new OutputPump(child.Error, FrameKind.Stderr, sink);
        var pumping = Task.WhenAll(output.RunAsync(work), error.RunAsync(work));
        try
        {
            var code = await child.Exited.WaitAsync(work.Token);
            while (!pumping.IsCompleted && await AdvancesAsync(output, error, pumping))
            {
                // The command has ended, and what it printed is still being passed on.
            }

            cancellationToken.ThrowIfCancellationRequested();
            await work.CancelAsync();
            await pumping;
            return code;
        }
        catch (OperationCanceledException)
        {
            await child.KillTreeAsync(CancellationToken.None);
            await pumping;
            throw;
        }
        finally
        {
            await child.LeaveAsync();
        }
    }

    private static async Task<bool> AdvancesAsync(OutputPump output, OutputPump error, Task pumping)
    {
        var before = output._progress + error._progress;
        await Task.WhenAny(pumping, Task.Delay(Patience));
        return output._isWriting || error._isWriting || output._progress + error._progress != before;
    }

    private async Task RunAsync(CancellationTokenSource work)
    {
        if (from is null)
            return;

        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (await from.ReadAsync(buffer.AsMemory(0, BufferSize), work.Token) is var read and > 0)
            {
                _isWriting = true;
                await sink(kind, buffer.AsMemory(0, read), work.Token);
                _isWriting = false;
                Interlocked.Increment(ref _progress);
            }
        }
        catch (OperationCanceledException)
        {
            // Either all is passed on, or whoever cancelled also kills the command.
            return;
        }
        catch (IOException)
        {
            await work.CancelAsync();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
