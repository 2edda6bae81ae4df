using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Nexus.Processes;

namespace Nexus.Bench.Workspace;

/// <summary>
/// The peer: what one would write by hand with <c>docker</c> and <c>sshd</c> to get the same from the same image, with
/// everything prepared in one script and no waiting in between.
/// </summary>
internal sealed class RawUnderTest(Programs programs, string root) : IAsyncDisposable
{
    private const string Script = """
        set -e
        mkdir -p /run/sshd
        usermod -p '*' dev
        install -d -o dev -g dev -m 700 /home/dev/.ssh
        install -o dev -g dev -m 600 /raw/key.pub /home/dev/.ssh/authorized_keys
        ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key
        /usr/sbin/sshd -D -o UsePAM=no -o UseDNS=no -o HostKey=/etc/ssh/ssh_host_ed25519_key &
        setpriv --reuid dev --regid dev --clear-groups git clone -q /raw/source.bundle /home/dev/workspace
        cd /home/dev/workspace
        setpriv --reuid dev --regid dev --clear-groups perl echo.pl &
        setpriv --reuid dev --regid dev --clear-groups perl web.pl &
        wait
        """;

    private const string Answers =
        "until (exec 3<>/dev/tcp/127.0.0.1/7000 4<>/dev/tcp/127.0.0.1/8000) 2>/dev/null; do sleep 0.02; done";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private readonly string _prefix = Path.GetFileName(root);
    private readonly HashSet<string> _containers = new(StringComparer.Ordinal);
    private readonly string _shared = Path.Combine(root, "raw");
    private int _port;

    /// <returns>Milliseconds until ssh logs in and both services answer.</returns>
    public async Task<double> CreateAsync(string name, string repository, CancellationToken cancellationToken)
    {
        _port = FreePort();
        var target = Target;
        var container = $"{_prefix}-{name}";
        Directory.CreateDirectory(_shared);
        File.Copy(Path.Combine(root, "key.pub"), Path.Combine(_shared, "key.pub"), overwrite: true);
        _containers.Add(container);

        var began = Stopwatch.GetTimestamp();
        await programs.RunAsync(
            new Argv(
                "git", "-C", repository, "bundle", "create", "-q",
                Path.Combine(_shared, "source.bundle"), "HEAD"),
            cancellationToken);
        await programs.RunAsync(
            new Argv(
                "docker", "create", "--name", container, "--init", "-v", $"{_shared}:/raw:ro", "-p",
                string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port}:22"),
                "--entrypoint", "/bin/bash", "nexus/debian:12", "-c", Script),
            cancellationToken);
        await programs.RunAsync(new Argv("docker", "start", container), cancellationToken);
        await AwaitAsync(target, cancellationToken);
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    /// <summary>The last one made.</summary>
    public SshTarget Target => new("direct", _port, Path.Combine(root, "key"));

    public async Task RemoveAsync(string name, CancellationToken cancellationToken)
    {
        await programs.RunAsync(new Argv("docker", "rm", "-fv", $"{_prefix}-{name}"), cancellationToken);
        _containers.Remove($"{_prefix}-{name}");
    }

    public static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var container in _containers)
            await programs.TryAsync(new Argv("docker", "rm", "-fv", container), CancellationToken.None);
    }

    private async Task AwaitAsync(SshTarget target, CancellationToken cancellationToken)
    {
        var argv = target.Argv(Answers);
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            var result = await programs.TryAsync(argv, cancellationToken);
            if (result.IsSuccess)
                return;
            if (Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(30))
                throw new BenchException($"The raw container does not answer: {result.Error}");
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
    }
}
