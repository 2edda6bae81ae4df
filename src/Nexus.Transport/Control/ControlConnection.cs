using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Nexus.Contracts;

namespace Nexus.Transport.Control;

/// <summary>
/// Requests both ways over one WebSocket. <see cref="RunAsync"/> reads until it ends; then all waiting fail.
/// </summary>
public sealed class ControlConnection(WebSocket webSocket, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<ControlMessage>> _waiting =
        new(StringComparer.Ordinal);

    /// <summary>Clock timestamp of the last message from the far side.</summary>
    public long LastHeard { get; private set; } = clock.GetTimestamp();

    /// <param name="handle">
    /// Called for each request and notice, one after the other: it must not take long. It answers with
    /// <see cref="ReplyAsync{T}"/> or <see cref="RefuseAsync"/> when done.
    /// </param>
    /// <param name="cancellationToken">Ends the connection.</param>
    public async Task RunAsync(
        Func<ControlMessage, CancellationToken, Task> handle, CancellationToken cancellationToken)
    {
        using var received = new MemoryStream();
        var buffer = new byte[16 * 1024];
        try
        {
            while (await ReceiveAsync(received, buffer, cancellationToken) is { } message)
            {
                LastHeard = clock.GetTimestamp();
                if (message.Verb is not null)
                    await handle(message, cancellationToken);
                else if (message.Id is { } id && _waiting.TryRemove(id, out var waiting))
                    waiting.TrySetResult(message);
            }
        }
        finally
        {
            webSocket.Abort();
            foreach (var waiting in _waiting.Values)
                waiting.TrySetException(new IOException("The control connection ended."));
        }
    }

    /// <returns>The body of the reply.</returns>
    /// <exception cref="NexusException">The far side refused.</exception>
    /// <exception cref="IOException">The connection ended before the reply.</exception>
    /// <exception cref="TimeoutException">No reply within the request's deadline.</exception>
    public async Task<JsonElement?> AskAsync(ControlMessage request, CancellationToken cancellationToken)
    {
        var id = request.Id ?? throw new ArgumentException("A request has an id.", nameof(request));
        var reply = new TaskCompletionSource<ControlMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[id] = reply;
        try
        {
            await SendAsync(request, cancellationToken);
            var answer = await reply.Task.WaitAsync(
                TimeSpan.FromMilliseconds(request.DeadlineMs), clock, cancellationToken);
            return answer.Error is { } error ? throw new NexusException(error) : answer.Body;
        }
        finally
        {
            _waiting.TryRemove(id, out _);
        }
    }

    public Task NotifyAsync<T>(string verb, T body, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(new() { Verb = verb, Body = JsonSerializer.SerializeToElement(body, type) }, cancellationToken);

    public Task ReplyAsync<T>(
        ControlMessage request, T body, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(new() { Id = request.Id, Body = JsonSerializer.SerializeToElement(body, type) }, cancellationToken);

    public Task RefuseAsync(ControlMessage request, NexusError error, CancellationToken cancellationToken) =>
        SendAsync(new() { Id = request.Id, Error = error }, cancellationToken);

    /// <summary>A caller that gives up leaves the message to be sent: cancelling would break the connection.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    public Task SendAsync(ControlMessage message, CancellationToken cancellationToken) =>
        SendWholeAsync(JsonSerializer.SerializeToUtf8Bytes(message, TransportJson.Default.ControlMessage))
            .WaitAsync(cancellationToken);

    private async Task SendWholeAsync(byte[] json)
    {
        await _sending.WaitAsync();
        try
        {
            await webSocket.SendAsync(
                json.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or InvalidOperationException
            || WebSocketEnd.IsOwn(e, CancellationToken.None))
        {
            throw new IOException("The control connection broke.", e);
        }
        finally
        {
            _sending.Release();
        }
    }

    public void Abort() => webSocket.Abort();

    public void Dispose()
    {
        webSocket.Dispose();
        _sending.Dispose();
    }

    /// <returns>Null when the far side closed.</returns>
    private async Task<ControlMessage?> ReceiveAsync(
        MemoryStream received, byte[] buffer, CancellationToken cancellationToken)
    {
        received.SetLength(0);
        try
        {
            while (true)
            {
                var part = await webSocket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
                if (part.MessageType is WebSocketMessageType.Close)
                    return null;
                received.Write(buffer, 0, part.Count);
                if (received.Length > Channels.Messages.Longest)
                    throw new IOException("A control message is too long.");
                if (!part.EndOfMessage)
                    continue;
                var json = received.GetBuffer().AsSpan(0, (int)received.Length);
                return JsonSerializer.Deserialize(json, TransportJson.Default.ControlMessage);
            }
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or JsonException
            || WebSocketEnd.IsOwn(e, cancellationToken))
        {
            throw new IOException("The control connection broke.", e);
        }
    }
}
