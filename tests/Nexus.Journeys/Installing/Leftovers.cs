using System.Net.Sockets;
using Nexus.Contracts;
using Nexus.Processes;

namespace Nexus.Journeys.Installing;

/// <summary>After <c>rm</c> nothing is left: no container, volume, process, file, port.</summary>
internal static class Leftovers
{
    public static async Task LeavesNothingOfAsync(this Installation nexus, WorkspaceView workspace)
    {
        var id = workspace.WorkspaceId["ws-".Length..];
        var status = await nexus.TryNexusAsync("workspace", "status", workspace.WorkspaceName);
        Assert.Equal(1, status.ExitCode);
        Assert.Contains("workspace.not_found", status.Error, StringComparison.Ordinal);

        if (workspace.Provider is "docker")
        {
            Assert.DoesNotContain(id, await nexus.RunAsync(new Argv("docker", "ps", "-a", "--format", "{{.Names}}")));
            Assert.DoesNotContain(id, await nexus.RunAsync(new Argv("docker", "volume", "ls", "-q")));
        }

        var found = await nexus.RunAsync(new Argv("find", nexus.Root, "-name", $"*{id}*"));
        Assert.Equal("", found);
        var records = Directory.GetFiles(nexus.NodeState, "environment.json", SearchOption.AllDirectories);
        Assert.DoesNotContain(
            records, record => File.ReadAllText(record).Contains(id, StringComparison.Ordinal));
        var processes = await nexus.TryRunAsync(new Argv("pgrep", "-af", id));
        Assert.Equal("", processes.Output);
        Assert.False(await IsOpenAsync(workspace.Ssh), $"port {workspace.Ssh.Port} is open");
    }

    private static async Task<bool> IsOpenAsync(SshView door)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(door.Host, door.Port ?? 0, TestContext.Current.CancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
