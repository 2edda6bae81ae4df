using System.Net;
using System.Net.Sockets;
using Nexus.Journeys.Installing;

namespace Nexus.Journeys.Reaching;

/// <summary>README: what listens in a workspace is reached from the laptop, and the other way round.</summary>
public sealed class ForwardingTests(ReadyWorkspaces ready)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("process")]
    [InlineData("docker")]
    public async Task A_service_is_reached_through_a_local_forward(string provider)
    {
        var (nexus, workspace) = await ready.OfAsync(provider);
        var socket = Path.Combine(nexus.Root, $"L-{provider}");
        await using var tunnel = await Tunnel.OpenAsync(nexus, workspace, "-L", $"{socket}:127.0.0.1:8000");

        using var web = new HttpClient(new SocketsHttpHandler { ConnectCallback = (_, _) => ConnectAsync(socket) });
        var page = await web.GetStringAsync("http://localhost/", Ct);

        Assert.Contains("hello from your workspace", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("process")]
    [InlineData("docker")]
    public async Task The_laptop_is_reached_through_a_remote_forward(string provider)
    {
        var (nexus, workspace) = await ready.OfAsync(provider);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await using var tunnel = await Tunnel.OpenAsync(nexus, workspace, "-R", $"127.0.0.1:9901:127.0.0.1:{port}");

        var answering = AnswerOnceAsync(listener);
        var heard = await nexus.SshAsync(workspace, "bash -c 'exec 3<>/dev/tcp/127.0.0.1/9901; cat <&3'");

        Assert.Equal("from the laptop", heard.Output);
        await answering;
    }

    [Theory]
    [InlineData("process")]
    [InlineData("docker")]
    public async Task A_service_is_reached_at_its_leased_port(string provider)
    {
        var (_, workspace) = await ready.OfAsync(provider);

        using var web = new HttpClient();
        var page = await web.GetStringAsync(
            $"http://{workspace.Ssh.Host}:{workspace.Services["web"].MappedPort}/", Ct);

        Assert.Contains("hello from your workspace", page, StringComparison.Ordinal);
        Assert.Null(workspace.Services["echo"].MappedPort);
    }

    private static async ValueTask<Stream> ConnectAsync(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), Ct);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private static async Task AnswerOnceAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync(Ct);
        await client.GetStream().WriteAsync("from the laptop"u8.ToArray(), Ct);
    }
}
