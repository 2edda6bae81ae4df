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

    /// <param name="sandbox">Where it leads.</param>
    /// <param name="onGreeted">Runs when sshd is there and the client does not know it yet.</param>
    public static Task<SshDoor> OpenAsync(Sandbox sandbox, Func<Task>? onGreeted = null)
    {
        var door = new SshDoor();
        door._listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        door._listener.Listen();
        door._serving = door.ServeAsync(sandbox, onGreeted);
        return Task.FromResult(door);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _serving;
        _end.Dispose();
    }

    private async Task ServeAsync(Sandbox sandbox, Func<Task>? onGreeted)
    {
        try
        {
            await using var client = new SocketChannel(await _listener.AcceptAsync(_end.Token));
            await using var target = await sandbox.OpenAsync(Verbs.Ssh);
            if (onGreeted is not null)
            {
                var greeting = new byte[256];
                var length = await target.ReadAsync(greeting, _end.Token);
                await onGreeted();
                await client.WriteAsync(greeting.AsMemory(0, length), _end.Token);
            }

            await Splice.RunAsync(client, target, _end.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or NexusException or IOException)
        {
            return;
        }
    }
}
