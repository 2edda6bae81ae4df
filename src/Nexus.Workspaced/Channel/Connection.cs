using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Nexus.Contracts;
using Nexus.Transport;
using Nexus.Transport.Channels;

namespace Nexus.Workspaced.Channel;

/// <summary>One accepted connection and what it asks.</summary>
internal sealed class Connection(SocketChannel channel, StreamRequest request)
{
    public SocketChannel Channel => channel;

    public StreamRequest Request => request;

    /// <summary>After that an error can only be told in the verb's own way.</summary>
    public bool IsAccepted { get; private set; }

    /// <summary>The caller has closed both directions; seen without reading what it sent before.</summary>
    public bool IsGone => Peer.IsGone(channel.Socket);

    /// <exception cref="NexusException"><c>workspaced.bad_request</c>.</exception>
    public T Body<T>(JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return request.Body?.Deserialize(type) ?? throw WorkspacedErrors.BadRequest(request.Verb);
        }
        catch (JsonException)
        {
            throw WorkspacedErrors.BadRequest(request.Verb);
        }
    }

    public ValueTask AcceptAsync<T>(T body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        IsAccepted = true;
        return channel.AcceptAsync(body, type, cancellationToken);
    }

    public ValueTask AcceptAsync(CancellationToken cancellationToken)
    {
        IsAccepted = true;
        return channel.AcceptAsync(cancellationToken);
    }

    /// <summary>For verbs whose caller sends nothing more: cancels when the caller goes away.</summary>
    public async Task CancelWhenGoneAsync(CancellationTokenSource work)
    {
        var buffer = new byte[16];
        try
        {
            while (await channel.ReadAsync(buffer, work.Token) > 0)
            {
                // Nothing is expected; what comes is dropped.
            }

            await work.CancelAsync();
        }
        catch (IOException)
        {
            await work.CancelAsync();
        }
        catch (OperationCanceledException)
        {
            return;
        }
    }
}
