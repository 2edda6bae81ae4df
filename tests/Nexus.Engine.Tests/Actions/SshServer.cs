using System.Net;
using System.Net.Sockets;
using System.Text;
using Nexus.Processes;
using Nexus.Testing;

namespace Nexus.Engine.Tests.Actions;

/// <summary>A real sshd on loopback that lets in who has a key of its own making.</summary>
internal sealed class SshServer : IAsyncDisposable
{
    private readonly TemporaryDirectory _home = new();
    private readonly Spawner _spawner = new(TimeProvider.System);
    private readonly StringBuilder _told = new();
    private ChildProcess? _child;
    private Task _reading = Task.CompletedTask;

    public static string User => Environment.UserName;

    public string Directory => _home.Path;

    public int Port { get; private set; }

    public string Key => File.ReadAllText(_home.File("user"));

    /// <summary>A line of known_hosts.</summary>
    public string KnownHosts => $"[127.0.0.1]:{Port} {File.ReadAllText(_home.File("host.pub"))}";

    /// <summary>Of another machine, under this one's name.</summary>
    public string WrongKnownHosts => $"[127.0.0.1]:{Port} {File.ReadAllText(_home.File("user.pub"))}";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<SshServer> StartAsync()
    {
        var server = new SshServer();
        foreach (var key in new[] { "host", "user" })
        {
            var made = await new ProcessRunner(TimeProvider.System, server._spawner).RunAsync(
                new(new Argv("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", server._home.File(key))), Ct);
            Assert.True(made.IsSuccess, made.Error);
        }

        File.Copy(server._home.File("user.pub"), server._home.File("authorized_keys"));
        if (User is "root")
            System.IO.Directory.CreateDirectory("/run/sshd");
        server.Port = FreePort();
        await File.WriteAllTextAsync(server._home.File("sshd_config"), $"""
            Port {server.Port}
            ListenAddress 127.0.0.1
            HostKey {server._home.File("host")}
            AuthorizedKeysFile {server._home.File("authorized_keys")}
            PidFile none
            StrictModes no
            UsePAM no
            PasswordAuthentication no
            PermitRootLogin prohibit-password

            """, Ct);
        await server.ListenAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        if (_child is not null)
            await _child.DisposeAsync();
        await _reading.WaitAsync(TimeSpan.FromSeconds(30), CancellationToken.None);
        _spawner.Dispose();
        _home.Dispose();
    }

    private async Task ListenAsync()
    {
        var sshd = File.Exists("/usr/sbin/sshd") ? "/usr/sbin/sshd" : "sshd";
        _child = _spawner.Spawn(new(new Argv(sshd, "-D", "-e", "-f", _home.File("sshd_config")))
        {
            Error = StdioTarget.Pipe,
        });
        var isListening = new TaskCompletionSource();
        _reading = ReadAsync(isListening);
        await isListening.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct);
    }

    private async Task ReadAsync(TaskCompletionSource isListening)
    {
        using var reader = new StreamReader(_child!.Error!);
        try
        {
            while (await reader.ReadLineAsync(CancellationToken.None) is { } line)
            {
                _told.AppendLine(line);
                if (line.Contains("Server listening", StringComparison.Ordinal))
                    isListening.TrySetResult();
            }
        }
        catch (IOException e)
        {
            _told.AppendLine(e.Message); // It was ended.
        }

        isListening.TrySetException(new InvalidOperationException($"sshd: {_told}"));
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
