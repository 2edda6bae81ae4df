using System.Net;
using System.Net.Sockets;
using Nexus.Journeys.Installing;
using Nexus.Processes;

namespace Nexus.Journeys.Hostile;

/// <summary>SECURITY.md, of a node whose user is not root: it cannot filter, and yet nobody reaches another.</summary>
public sealed class OrdinaryNodeTests
{
    /// <summary>
    /// $1 is a directory of its own, $2 the binaries, $3 an engine's socket, then the node's arguments. It opens to
    /// that user what an administrator would: the tunnel's device, and the engine by its group.
    /// </summary>
    private const string Node = """
        cp "$2/nexus-node" "$2/nexus-workspaced" "$1"
        mknod "$1/tun" c 10 200 && chmod 666 "$1/tun" && mount --bind "$1/tun" /dev/net/tun
        touch "$1/docker.sock" && mount --bind "$3" "$1/docker.sock"
        chmod 711 "$1/.." && chown 4711:4711 "$1" "$1/.token"
        export NEXUS_BIN="$1" HOME="$1" DOCKER_HOST="unix://$1/docker.sock"
        groups=$(stat -c %g "$3") directory=$1
        shift 3
        exec setpriv --reuid 4711 --regid 4711 --groups "$groups" -- "$directory/nexus-node" "$@" 2>"$directory/log"
        """;

    /// <summary>Succeeds when it is reached.</summary>
    private const string Reach = "timeout 3 bash -c 'exec 3<>\"/dev/tcp/$0/$1\"' \"$0\" \"$1\"";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_sandboxes_and_containers_reach_no_container()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root becomes somebody else");
        await using var nexus = await Installation.StartAsync("docker");
        await StartNodeAsync(nexus);
        var repository = await nexus.MakeRepositoryAsync();
        using var open = new TcpListener(IPAddress.Any, 0);
        open.Start();
        foreach (var (name, provider) in new[] { ("early", "process"), ("one", "docker"), ("two", "docker"),
            ("late", "process") })
        {
            await nexus.NexusAsync("workspace", "create", name, "--source", repository, "--provider", provider,
                "--remote", "ordinary");
        }

        var address = (await nexus.NexusAsync("workspace", "exec", "one", "--", "hostname", "-i")).Trim();
        await nexus.NexusAsync("workspace", "exec", "one", "--", "bash", "-c", """
            perl -MIO::Socket::INET -e '
                $s = IO::Socket::INET->new(LocalAddr => "0.0.0.0", LocalPort => 8099, Listen => 5) or die;
                while ($c = $s->accept) { close $c }' >/dev/null 2>&1 </dev/null &
            for i in $(seq 50); do bash -c 'exec 3<>/dev/tcp/127.0.0.1/8099' 2>/dev/null && exit; sleep 0.1; done
            exit 1
            """);

        Assert.True((await nexus.TryRunAsync(new("bash", "-c", Reach, address, "8099"))).IsSuccess);
        var outside = (await nexus.ScriptAsync("ip -4 route get 192.0.2.1 | grep -o 'src [0-9.]*'"))[4..].Trim();
        foreach (var name in new[] { "early", "late", "two" })
        {
            var port = $"{((IPEndPoint)open.LocalEndpoint).Port}";
            Assert.Equal(0, (await ExecAsync(nexus, name, outside, port)).ExitCode);
            Assert.NotEqual(0, (await ExecAsync(nexus, name, address, "8099")).ExitCode);
        }
    }

    private static Task<ProcessResult> ExecAsync(Installation nexus, string name, string address, string port) =>
        nexus.TryNexusAsync("workspace", "exec", name, "--", "bash", "-c", Reach, address, port);

    /// <summary>It ends with the installation, which asks it first to remove what it made.</summary>
    private static async Task StartNodeAsync(Installation nexus)
    {
        var directory = Directory.CreateDirectory(Path.Combine(nexus.Root, "ordinary")).FullName;
        var token = await nexus.NexusAsync("node", "token");
        await File.WriteAllTextAsync(Path.Combine(directory, ".token"), token, Ct);
        nexus.Start(
            "unshare", "--mount", "--propagation", "private", "--", "/bin/sh", "-ec", Node, "sh", directory,
            Environment.GetEnvironmentVariable("NEXUS_BIN")!,
            Environment.GetEnvironmentVariable("NEXUS_TEST_DOCKER")!["unix://".Length..],
            "--state", Path.Combine(directory, "n"), "--name", "ordinary", "--server", await nexus.UrlAsync(),
            "--token-file", Path.Combine(directory, ".token"));
        await nexus.ScriptAsync("""
            for i in $(seq 150); do "$NEXUS" node list | grep -q 'ordinary.*joined' && exit; sleep 0.2; done
            cat "$1/log"; exit 1
            """, directory);
    }
}
