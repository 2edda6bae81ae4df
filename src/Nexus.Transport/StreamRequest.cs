using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Nexus.Contracts;
using Nexus.Transport.Channels;

namespace Nexus.Transport;

/// <summary>
/// The first message on every stream: server to node, and, passed on as it is, node to <c>nexus-workspaced</c>. Closing
/// the stream cancels what it asked for.
/// </summary>
public sealed record StreamRequest
{
    /// <summary>One of <see cref="Workspaced.Verbs"/>.</summary>
    public required string Verb { get; init; }

    /// <summary>Which environment of the node; <c>nexus-workspaced</c> refuses another's.</summary>
    public required string WorkspaceId { get; init; }

    /// <summary>What the verb takes.</summary>
    public JsonElement? Body { get; init; }

    /// <summary>For the first answer; the stream itself may last longer.</summary>
    public required int DeadlineMs { get; init; }

    /// <summary>What the logs on its way are searched for; null: the server's own doing, or an older one's.</summary>
    public string? CorrelationId { get; init; }
}

/// <summary>The answer: refused with a reason, or accepted; then the stream is what the verb says.</summary>
public sealed record StreamReply(NexusError? Error, JsonElement? Body);

/// <summary>The asking side of a stream.</summary>
public static class StreamOpening
{
    /// <returns>The body of the answer.</returns>
    /// <exception cref="NexusException">What the far side refused with.</exception>
    /// <exception cref="IOException">The far side went away.</exception>
    /// <exception cref="TimeoutException">It did not answer within the request's deadline.</exception>
    public static async Task<JsonElement?> OpenAsync(
        this ByteChannel channel, StreamRequest request, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMilliseconds(request.DeadlineMs), clock);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var reply = await channel.AskAsync(request, bound.Token);
            return reply.Error is { } error ? throw new NexusException(error) : reply.Body;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"No answer to {request.Verb} within {request.DeadlineMs} ms.", e);
        }
    }

    public static ValueTask AcceptAsync<T>(
        this ByteChannel channel, T body, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        channel.WriteAsync(
            new StreamReply(null, JsonSerializer.SerializeToElement(body, type)), TransportJson.Default.StreamReply,
            cancellationToken);

    public static ValueTask AcceptAsync(this ByteChannel channel, CancellationToken cancellationToken) =>
        channel.WriteAsync(new StreamReply(null, null), TransportJson.Default.StreamReply, cancellationToken);

    public static ValueTask RefuseAsync(
        this ByteChannel channel, NexusError error, CancellationToken cancellationToken) =>
        channel.WriteAsync(new StreamReply(error, null), TransportJson.Default.StreamReply, cancellationToken);

    /// <summary>Who is too busy may refuse and hang up before the request is through: the answer counts.</summary>
    private static async Task<StreamReply> AskAsync(
        this ByteChannel channel, StreamRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await channel.WriteAsync(request, TransportJson.Default.StreamRequest, cancellationToken);
        }
        catch (IOException)
        {
            return await channel.ReadAsync(TransportJson.Default.StreamReply, cancellationToken);
        }

        return await channel.ReadAsync(TransportJson.Default.StreamReply, cancellationToken);
    }
}
