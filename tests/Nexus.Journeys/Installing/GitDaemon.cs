using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Nexus.Processes;

namespace Nexus.Journeys.Installing;

/// <summary>Serves the repositories of an installation: environments read no files of this machine.</summary>
internal sealed class GitDaemon : IAsyncDisposable
{
    private readonly IPAddress _host = Host();
    private readonly string _port = FreePort();
    private readonly ChildProcess _daemon;

    public GitDaemon(Installation nexus)
    {
        var repositories = Path.Combine(nexus.Root, "repositories");
        _daemon = nexus.Start(
            "git", "daemon", "--reuseaddr", "--export-all", $"--listen={_host}", $"--port={_port}",
            $"--base-path={repositories}", repositories);
    }

    public string UrlOf(string name) => $"git://{_host}:{_port}/{name}";

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    /// <summary>An address of this machine that its sandboxes can reach, which loopback is not.</summary>
    private static IPAddress Host()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(IPAddress.Parse("192.0.2.1"), 9);
        return ((IPEndPoint)socket.LocalEndPoint!).Address;
    }

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Any, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }
}
