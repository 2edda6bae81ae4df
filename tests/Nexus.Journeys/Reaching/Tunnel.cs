using Nexus.Contracts;
using Nexus.Journeys.Installing;
using Nexus.Processes;

namespace Nexus.Journeys.Reaching;

/// <summary>A login that forwards something until it is disposed.</summary>
internal sealed class Tunnel : IAsyncDisposable
{
    private readonly ChildProcess _ssh;

    private Tunnel(ChildProcess ssh) => _ssh = ssh;

    /// <summary>Returns once what it forwards is open: ssh runs the command after that.</summary>
    public static async Task<Tunnel> OpenAsync(Installation nexus, WorkspaceView workspace, string option, string value)
    {
        var tunnel = new Tunnel(nexus.Start("ssh", [
            .. nexus.SshOptions(workspace), "-o", "ExitOnForwardFailure=yes", option, value,
            $"dev@{workspace.Ssh.Host}", "echo open; exec cat"]));
        using var output = new StreamReader(tunnel._ssh.Output!, leaveOpen: true);
        Assert.Equal("open", await output.ReadLineAsync(TestContext.Current.CancellationToken));
        return tunnel;
    }

    public ValueTask DisposeAsync() => _ssh.DisposeAsync();
}
