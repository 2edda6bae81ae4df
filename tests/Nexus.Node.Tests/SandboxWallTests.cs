using Microsoft.Extensions.Logging.Abstractions;
using Nexus.Node.Providers.Process;
using Nexus.Processes;
using Nexus.Transport.Control;

namespace Nexus.Node.Tests;

/// <summary>A sandbox, and beside it a network as an engine makes it for containers, with a service in it.</summary>
public sealed class SandboxWallTests : ProcessNodeTests
{
    /// <summary>$1 names it, $2 is its part of the addresses. It is gone when its input ends.</summary>
    private const string Machine = """
        set -e
        trap 'ip netns pids "$1" | xargs -r kill -9; ip netns delete "$1"; ip link delete "$1"' EXIT
        ip link add "$1" type bridge
        ip addr add "$2.1/24" dev "$1"
        ip link set "$1" up
        ip netns add "$1"
        ip link add "$1p" type veth peer name eth0 netns "$1"
        ip link set "$1p" master "$1" up
        ip -n "$1" addr add "$2.2/24" dev eth0
        ip -n "$1" link set eth0 up
        ip netns exec "$1" perl -MIO::Socket::INET -e '
            $s = IO::Socket::INET->new(LocalAddr => "0.0.0.0", LocalPort => 8080, Listen => 5) or die;
            print "listening\n"; close STDOUT;
            while ($c = $s->accept) { print $c "open\n"; close $c }' &
        read -r end || true
        """;

    private readonly string _id = $"ws-{Path.GetRandomFileName()[..8]}";
    private readonly string _subnet = $"172.29.{Random.Shared.Next(1, 255)}";
    private readonly Spawner _spawner = new(TimeProvider.System);

    private EnsureRequest Wanted => new() { WorkspaceId = _id, Provider = "process", Processes = 256 };

    public override async ValueTask InitializeAsync()
    {
        Requires.Daemon();
        await Requires.SandboxAsync(Ct);
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root makes a network");
        Assert.SkipUnless(Egress.WhyNot(isRoot: true) is null, "no way out");
        await base.InitializeAsync();
        Node.Start();
    }

    [Fact(Timeout = 120_000)]
    public async Task What_is_on_this_machine_alone_is_reached_by_no_sandbox()
    {
        var session = await Server.SessionAsync(Ct);
        await session.EnsureAsync(Wanted, Ct);
        await Server.SetUpAsync(_id, Ct);
        await using var machine = await StartMachineAsync();
        var control = await new ProcessRunner(TimeProvider.System, _spawner).RunAsync(
            new(new Argv("bash", "-c", $"cat </dev/tcp/{_subnet}.2/8080")), Ct);

        await new SandboxWall(_spawner, Node.Directories, TimeProvider.System, NullLogger.Instance).LookAsync(Ct);

        var after = await ReachAsync();
        await session.StopAsync(_id, "process", Ct);
        await session.EnsureAsync(Wanted, Ct);
        await Server.SetUpAsync(_id, Ct);
        Assert.Equal(("open\n", "", ""), (control.Output, after, await ReachAsync()));
    }

    [Theory(Timeout = 120_000)]
    [InlineData("ip route del unreachable $NET.0/24")]
    [InlineData("ip route add $NET.2 via 10.0.2.2")]
    [InlineData("unshare --user --map-root-user ip route del unreachable $NET.0/24")]
    [InlineData("nsenter --net=/proc/1/ns/net ip route del unreachable $NET.0/24")]
    [InlineData("perl -MSocket -e 'socket(S, AF_INET, SOCK_STREAM, 0); setsockopt(S, SOL_SOCKET, 25, \"tap0\");"
        + " alarm 2; connect(S, pack_sockaddr_in(8080, inet_aton(\"$NET.2\"))) or exit 1; print <S>; exit 0'")]
    public async Task Nobody_inside_takes_the_wall_down(string attempt)
    {
        await using var machine = await StartMachineAsync();
        var session = await Server.SessionAsync(Ct);
        await session.EnsureAsync(Wanted, Ct);
        await Server.SetUpAsync(_id, Ct);

        var (code, seen) = await Server.ExecAsync(_id, attempt.Replace("$NET", _subnet, StringComparison.Ordinal), Ct);

        Assert.NotEqual(0, code);
        Assert.DoesNotContain("open", seen, StringComparison.Ordinal);
        Assert.Equal("", await ReachAsync());
    }

    [Fact]
    public void A_bridge_with_a_device_of_the_machine_leads_elsewhere()
    {
        string[] routes =
        [
            "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT",
            "br0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0",
            "br0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0",
            "docker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0",
        ];

        Assert.Equal(["172.17.0.0/16"], LocalBridges.Networks(routes, link => link is "docker0"));
    }

    private async Task<string> ReachAsync() => (await Server.ExecAsync(
        _id,
        "for i in $(seq 50); do grep -q '^tap0' /proc/net/route && break; sleep 0.1; done; grep -q tap0 /proc/net/dev"
        + $" || echo no way out; timeout 2 bash -c 'cat </dev/tcp/{_subnet}.2/8080' 2>/dev/null", Ct)).Output;

    private async Task<Neighbour> StartMachineAsync()
    {
        var script = _spawner.Spawn(new SpawnRequest(
            new Argv("/bin/sh", "-c", Machine, "sh", $"nxw{Random.Shared.Next(10_000)}", _subnet))
        {
            Input = StdioTarget.Pipe,
            Output = StdioTarget.Pipe,
        });
        Assert.Equal("listening", await new StreamReader(script.Output!).ReadLineAsync(Ct));
        return new(script);
    }

    private sealed record Neighbour(ChildProcess Script) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Script.Input!.DisposeAsync();
            await Script.Exited;
            await Script.DisposeAsync();
        }
    }
}
