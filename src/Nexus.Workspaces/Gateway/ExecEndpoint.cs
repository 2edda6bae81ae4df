using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Nexus.Contracts;
using Nexus.Transport;
using Nexus.Transport.Channels;
using Nexus.Transport.Workspaced;
using Nexus.Workspaces.Lifecycle;

namespace Nexus.Workspaces.Gateway;

/// <summary>
/// GET /api/v1/workspaces/{id}/exec: a command in the environment; see docs/reference/api.md for the messages.
/// </summary>
internal static class ExecEndpoint
{
    private const int LongestRequest = 256 * 1024;
    private const int MostDropped = 64 * 1024 * 1024;

    private static readonly TimeSpan RequestWithin = TimeSpan.FromSeconds(10);

    /// <summary>How long the client may take to close after the last frame.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    public static async Task HandleAsync(
        string id, HttpContext context, WorkspaceStore workspaces, Visits visits,
        CancellationToken cancellationToken)
    {
        var stored = await workspaces.GetAsync(id, Caller.Of(context.User), cancellationToken);
        if (!context.WebSockets.IsWebSocketRequest)
            throw new NexusException(GatewayErrors.NotAWebSocket);

        using var webSocket = await context.WebSockets.AcceptWebSocketAsync();
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(RequestWithin);
            var request = await ReadRequestAsync(webSocket, patience.Token);
            await using var stream = await visits.OpenAsync(
                stored.Workspace, Verbs.Exec, request, TransportJson.Default.ExecRequest, cancellationToken);
            await SayAsync(webSocket, "{}"u8.ToArray(), cancellationToken);
            await RelayAsync(webSocket, stream.Channel, cancellationToken);
        }
        catch (NexusException e)
        {
            var envelope = new ErrorEnvelope(e.Error, context.TraceIdentifier);
            await SayAsync(
                webSocket, JsonSerializer.SerializeToUtf8Bytes(envelope, ContractsJson.Default.ErrorEnvelope),
                cancellationToken);
        }
        catch (Exception e) when (e is IOException or WebSocketException or OperationCanceledException)
        {
            webSocket.Abort(); // also one that asks nothing for long
        }
    }

    /// <summary>Reading is never cancelled while something may still be sent: that would abort the WebSocket.</summary>
    private static async Task RelayAsync(WebSocket webSocket, ByteChannel channel, CancellationToken cancellationToken)
    {
        using var closed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var frames = new FrameChannel(channel);
        var input = RelayInputAsync(webSocket, frames, channel, closed.Token);
        try
        {
            await RelayOutputAsync(webSocket, frames, cancellationToken);
            await webSocket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
            closed.CancelAfter(Farewell);
        }
        catch
        {
            await closed.CancelAsync();
            throw;
        }
        finally
        {
            await input;
        }
    }

    private static async Task RelayOutputAsync(
        WebSocket webSocket, FrameChannel frames, CancellationToken cancellationToken)
    {
        var message = new byte[1 + FrameChannel.LongestPayload];
        while (await frames.ReadAsync(cancellationToken) is { } frame)
        {
            message[0] = (byte)frame.Kind;
            frame.Payload.CopyTo(message.AsMemory(1));
            await webSocket.SendAsync(
                message.AsMemory(0, 1 + frame.Payload.Length), WebSocketMessageType.Binary, endOfMessage: true,
                cancellationToken);
            if (frame.Kind is FrameKind.Exit or FrameKind.Error)
                return;
        }
    }

    /// <summary>
    /// A client that goes away cancels the command: its stream is reset. What it says too late is dropped.
    /// </summary>
    private static async Task RelayInputAsync(
        WebSocket webSocket, FrameChannel frames, ByteChannel channel, CancellationToken cancellationToken)
    {
        var buffer = new byte[1 + FrameChannel.LongestPayload];
        var isTaken = true;
        try
        {
            while (true)
            {
                var (count, isClosed) = await ReceiveAsync(webSocket, buffer, cancellationToken);
                if (isClosed)
                    break;
                if (count > 0 && isTaken)
                    isTaken = await TryPassAsync(frames, buffer.AsMemory(0, count), cancellationToken);
            }
        }
        catch (Exception e) when (
            e is IOException or WebSocketException or OperationCanceledException or NexusException)
        {
            webSocket.Abort();
        }

        channel.Reset();
    }

    /// <returns>False when the command has ended and takes no more input.</returns>
    private static async Task<bool> TryPassAsync(
        FrameChannel frames, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        try
        {
            await frames.WriteAsync((FrameKind)message.Span[0], message[1..], cancellationToken);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static async Task<ExecRequest> ReadRequestAsync(WebSocket webSocket, CancellationToken cancellationToken)
    {
        var buffer = new byte[LongestRequest];
        var (count, isClosed) = await ReceiveAsync(webSocket, buffer, cancellationToken);
        if (isClosed)
            throw new IOException("The client left before it asked.");
        try
        {
            return JsonSerializer.Deserialize(buffer.AsSpan(0, count), ContractsJson.Default.ExecRequest)
                ?? throw new NexusException(GatewayErrors.NotAnExecRequest);
        }
        catch (JsonException e)
        {
            throw new NexusException(GatewayErrors.NotAnExecRequest, e);
        }
    }

    private static async Task<(int Count, bool IsClosed)> ReceiveAsync(
        WebSocket webSocket, byte[] buffer, CancellationToken cancellationToken)
    {
        var count = 0;
        while (true)
        {
            var part = await webSocket.ReceiveAsync(buffer.AsMemory(count), cancellationToken);
            if (part.MessageType is WebSocketMessageType.Close)
                return (0, true);
            count += part.Count;
            if (part.EndOfMessage)
                return (count, false);
            if (count < buffer.Length)
                continue;
            await DropRestAsync(webSocket, cancellationToken);
            throw new NexusException(GatewayErrors.MessageTooLong(buffer.Length));
        }
    }

    /// <summary>A client that is still sending does not hear an answer.</summary>
    private static async Task DropRestAsync(WebSocket webSocket, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        for (var dropped = 0; dropped < MostDropped;)
        {
            var part = await webSocket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
            if (part.EndOfMessage || part.MessageType is WebSocketMessageType.Close)
                return;
            dropped += part.Count;
        }

        throw new IOException("A message has no end.");
    }

    private static ValueTask SayAsync(WebSocket webSocket, byte[] json, CancellationToken cancellationToken) =>
        webSocket.SendAsync(json.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
}
