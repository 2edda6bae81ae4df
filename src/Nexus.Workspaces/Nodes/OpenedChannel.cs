using System.Text.Json;
using Nexus.Transport.Channels;

namespace Nexus.Workspaces.Nodes;

/// <summary>An accepted stream. Disposing it resets what is left.</summary>
public sealed class OpenedChannel : IAsyncDisposable
{
    private readonly PooledStream _pooled;

    internal OpenedChannel(PooledStream pooled, JsonElement? reply) => (_pooled, Reply) = (pooled, reply);

    public JsonElement? Reply { get; }

    public ByteChannel Channel => _pooled.Channel;

    public ValueTask DisposeAsync() => _pooled.DisposeAsync();
}
