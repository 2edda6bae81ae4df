using System.Net;
using System.Net.Sockets;
using Nexus.Contracts;
using Nexus.Transport.Channels;
using Nexus.Transport.Workspaced;

namespace Nexus.Workspaced.Tests;

/// <summary>A port that leads to the workspace's sshd, as the server has one.</summary>
internal sealed class SshDoor : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _end = new();
    private Task _serving = Task.CompletedTask;

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public static Task<SshDoor> OpenAsync(Sandbox sandbox)
    {
        var door = new SshDoor();
        door._listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        door._listener.Listen();
        door._serving = door.ServeAsync(sandbox);
        return Task.FromResult(door);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _serving;
        _end.Dispose();
    }

    private async Task ServeAsync(Sandbox sandbox)
    {
        try
        {
            await using var client = new SocketChannel(await _listener.AcceptAsync(_end.Token));
            await using var target = await sandbox.OpenAsync(Verbs.Ssh);
            await Splice.RunAsync(client, target, _end.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or NexusException or IOException)
        {
            return;
        }
    }
}
