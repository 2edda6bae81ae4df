using System.Net;
using System.Net.Sockets;
using System.Text;
using Nexus.Client;
using Nexus.Contracts;

namespace Nexus.Cli.Tests;

/// <summary>What a connection that breaks leaves open is asked once more, and known by its key.</summary>
public sealed class RepeatTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_changes_something_is_asked_once_more_with_the_same_key()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        var serving = ServeAsync(server, requests: 2, breaks: 1);
        using var http = Connection.Open(AddressOf(server), token: null);

        var node = await new NexusClient(http, TimeProvider.System).CordonNodeAsync("node1", Ct);

        var keys = await serving;
        Assert.Equal("node1", node.Name);
        Assert.Matches("^[0-9a-f]{32}$", Assert.Single(keys.Distinct(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task A_connection_that_breaks_again_is_told_of()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        var serving = ServeAsync(server, requests: 2, breaks: 2);
        using var http = Connection.Open(AddressOf(server), token: null);

        var failure = await Assert.ThrowsAsync<NexusException>(
            () => new NexusClient(http, TimeProvider.System).CordonNodeAsync("node1", Ct));

        Assert.Equal(("server.unreachable", 2), (failure.Error.Code, (await serving).Count));
    }

    [Fact]
    public async Task Each_call_has_a_key_of_its_own()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        var serving = ServeAsync(server, requests: 2, breaks: 0);
        using var http = Connection.Open(AddressOf(server), token: null);
        var client = new NexusClient(http, TimeProvider.System);

        await client.CordonNodeAsync("node1", Ct);
        await client.UncordonNodeAsync("node1", Ct);

        Assert.Equal(2, (await serving).Distinct(StringComparer.Ordinal).Count());
    }

    private static Uri AddressOf(TcpListener server) => new($"http://{server.LocalEndpoint}");

    /// <summary>A connection for each request; the first ones end within an answer.</summary>
    /// <returns>The keys it was sent.</returns>
    private static async Task<List<string>> ServeAsync(TcpListener server, int requests, int breaks)
    {
        server.Start();
        var keys = new List<string>();
        while (keys.Count < requests)
        {
            using var connection = await server.AcceptTcpClientAsync(Ct);
            using var reader = new StreamReader(connection.GetStream());
            while (await reader.ReadLineAsync(Ct) is { Length: > 0 } line)
            {
                if (line.StartsWith("Idempotency-Key: ", StringComparison.Ordinal))
                    keys.Add(line["Idempotency-Key: ".Length..]);
            }

            if (keys.Count <= breaks)
            {
                // Without a beginning of an answer .NET asks again of its own accord.
                await connection.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nCont"u8.ToArray(), Ct);
                continue;
            }

            var body = Encoding.UTF8.GetBytes(CannedServer.Node);
            var head = $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\nContent-Type: application/json\r\n"
                + "Connection: close\r\n\r\n";
            await connection.GetStream().WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. body], Ct);
        }

        return keys;
    }
}
