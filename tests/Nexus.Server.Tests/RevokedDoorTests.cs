using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Contracts;
using Nexus.Transport;
using Nexus.Transport.Channels;
using Nexus.Transport.Workspaced;
using Nexus.Workspaces.Gateway;

namespace Nexus.Server.Tests;

/// <summary>Who is revoked may have left a key of their own inside.</summary>
public sealed class RevokedDoorTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Revoking_ends_the_logins_of_a_user_and_lets_them_in_no_more()
    {
        await using var host = await ServerHost.StartAsync();
        var alice = await host.AddAsync("alice");
        var node = await host.JoinAsync();
        var id = await host.PlaceAsync(
            node, WorkspaceState.Ready, DesiredState.Up, DateTimeOffset.UnixEpoch,
            workspace => workspace with { OwnerId = alice.UserId, Owner = "alice" });
        await using var stream = await host.StreamAsync(node);
        using var login = await KnockAsync(host, id, alice.UserId);
        Assert.Equal(Verbs.Ssh, (await stream.ReadAsync(TransportJson.Default.StreamRequest, Ct)).Verb);
        await stream.AcceptAsync(Ct);

        await host.RevokeAsync("alice");
        var ended = await EndsAsync(login);

        Assert.True(ended);
        Assert.True(await IsShutAsync(host, id, alice.UserId));
    }

    private static async Task<bool> IsShutAsync(ServerHost host, string workspaceId, string ownerId)
    {
        try
        {
            using var client = await KnockAsync(host, workspaceId, ownerId);
            return await EndsAsync(client);
        }
        catch (SocketException)
        {
            return true; // before the connection was whole
        }
    }

    private static async Task<TcpClient> KnockAsync(ServerHost host, string workspaceId, string ownerId)
    {
        var port = FreePort();
        var doors = host.Services.GetRequiredService<Doors>();
        Assert.True(doors.TryOpen(new()
        {
            Port = port,
            WorkspaceId = workspaceId,
            OwnerId = ownerId,
            Since = DateTimeOffset.UnixEpoch,
        }));
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, Ct);
        return client;
    }

    private static async Task<bool> EndsAsync(TcpClient client)
    {
        try
        {
            return await client.GetStream().ReadAsync(new byte[1], Ct) == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
