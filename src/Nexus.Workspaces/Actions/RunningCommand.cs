using System.Text.Json;
using Nexus.Contracts;
using Nexus.Transport;
using Nexus.Transport.Channels;
using Nexus.Workspaces.Gateway;

namespace Nexus.Workspaces.Actions;

/// <summary>A command that runs at the far end of a channel: it is killed there when the channel is reset.</summary>
/// <param name="channel">Accepted.</param>
/// <param name="workspace">Its name.</param>
internal sealed class RunningCommand(ByteChannel channel, string workspace) : IDisposable
{
    private readonly FrameChannel _frames = new(channel);

    /// <summary>Sends what it shall read, and passes on what it prints.</summary>
    /// <returns>Its exit code.</returns>
    /// <exception cref="NexusException">
    /// What the far side ended with; <c>environment.broken</c>: nobody knows how it ended.
    /// </exception>
    public async Task<int> FollowAsync(
        ReadOnlyMemory<byte> input, Func<FrameKind, ReadOnlyMemory<byte>, Task> print,
        CancellationToken cancellationToken)
    {
        using var work = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sending = SendAsync(input, work.Token);
        try
        {
            while (await _frames.ReadAsync(cancellationToken) is { } frame)
            {
                switch (frame.Kind)
                {
                    case FrameKind.Stdout or FrameKind.Stderr:
                        await print(frame.Kind, frame.Payload);
                        break;
                    case FrameKind.Exit:
                        return Read(frame, TransportJson.Default.ExecResult).ExitCode;
                    case FrameKind.Error:
                        throw new NexusException(Read(frame, TransportJson.Default.NexusError));
                }
            }

            throw new NexusException(GatewayErrors.Broken(workspace));
        }
        catch (IOException e)
        {
            throw new NexusException(GatewayErrors.Broken(workspace), e);
        }
        finally
        {
            channel.Reset();
            await work.CancelAsync();
            await sending;
        }
    }

    public void Dispose() => _frames.Dispose();

    /// <summary>A command that reads no more, or has ended, is no failure of who writes to it.</summary>
    private async Task SendAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        try
        {
            if (!input.IsEmpty)
                await _frames.WriteAsync(FrameKind.Stdin, input, cancellationToken);
            await _frames.WriteAsync(FrameKind.StdinEnd, default, cancellationToken);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            return;
        }
    }

    private T Read<T>(Frame frame, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(frame.Payload.Span, type)
            ?? throw new NexusException(GatewayErrors.BadReply(workspace, "exec"));
}
