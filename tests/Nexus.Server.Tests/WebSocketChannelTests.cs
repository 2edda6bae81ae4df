using System.Net.WebSockets;
using Nexus.Transport.Channels;

namespace Nexus.Server.Tests;

public sealed class WebSocketChannelTests
{
    [Fact]
    public async Task A_channel_is_closed_also_when_the_request_that_carried_it_is_over()
    {
        await using var carrier = new EndedRequest();
        var channel = new WebSocketChannel(
            WebSocket.CreateFromStream(carrier, new WebSocketCreationOptions { IsServer = true }));

        channel.Reset();
        await channel.DisposeAsync();

        Assert.True(carrier.Ends > 0);
    }

    /// <summary>As the server's own: there is nothing left to abort.</summary>
    private sealed class EndedRequest : MemoryStream
    {
        public int Ends { get; private set; }

        public override void Close() => ObjectDisposedException.ThrowIf(Ends++ == 0, this);
    }
}
