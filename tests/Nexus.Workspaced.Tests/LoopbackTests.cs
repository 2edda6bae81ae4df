using System.Net;
using System.Net.Sockets;
using Nexus.Workspaced.Health;

namespace Nexus.Workspaced.Tests;

/// <summary>Many development servers listen on one loopback address only, and a check may name the other.</summary>
public sealed class LoopbackTests
{
    [Theory]
    [InlineData("::1", "127.0.0.1")]
    [InlineData("::1", "localhost")]
    [InlineData("::1", null)]
    [InlineData("127.0.0.1", "::1")]
    [InlineData("127.0.0.1", "[::1]")]
    [InlineData("127.0.0.1", null)]
    public async Task Both_are_tried_whichever_is_named(string listens, string? named)
    {
        using var listener = new TcpListener(IPAddress.Parse(listens), 0);
        listener.Start();

        using var socket = await Loopback.ConnectAsync(
            Loopback.Resolve(named), ((IPEndPoint)listener.LocalEndpoint).Port, TimeSpan.FromSeconds(30),
            TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.NotNull(socket);
    }
}
