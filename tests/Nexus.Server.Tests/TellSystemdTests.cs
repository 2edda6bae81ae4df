using System.Net.Sockets;
using System.Text;
using Nexus.Platform;
using Nexus.Processes;
using Nexus.Testing;

namespace Nexus.Server.Tests;

/// <summary>The real program tells whoever started it as systemd does.</summary>
public sealed class TellSystemdTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_is_ready_when_it_answers_and_stops_when_it_is_told_to(bool isAbstract)
    {
        using var home = new TemporaryDirectory();
        var directory = Directory.CreateTempSubdirectory("nx-");
        var name = isAbstract ? $"@nexus-{Ids.New(TimeProvider.System):N}" : Path.Combine(directory.FullName, "notify");
        using var systemd = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        systemd.Bind(new UnixDomainSocketEndPoint(isAbstract ? "\0" + name[1..] : name));
        using var spawner = new Spawner(TimeProvider.System);
        var program = Path.Combine(AppContext.BaseDirectory, "nexusd");
        await using var server = spawner.Spawn(new(new Argv(program, "--home", home.Path, "--port", "0"))
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["NOTIFY_SOCKET"] = name },
            Output = StdioTarget.AppendTo(home.File("log")),
            Error = StdioTarget.AppendTo(home.File("log")),
        });

        Assert.Equal("READY=1", await ToldAsync(systemd));
        Assert.True(File.Exists(Path.Combine(home.Path, "state", "server.json")));
        server.Send(Signal.Terminate);
        Assert.Equal("STOPPING=1", await ToldAsync(systemd));
        Assert.Equal(0, await server.Exited);
        directory.Delete(recursive: true);
    }

    private static async Task<string> ToldAsync(Socket socket)
    {
        var buffer = new byte[256];
        var count = await socket.ReceiveAsync(buffer, SocketFlags.None, Ct).AsTask()
            .WaitAsync(TimeSpan.FromSeconds(30), Ct);
        return Encoding.ASCII.GetString(buffer, 0, count);
    }
}
