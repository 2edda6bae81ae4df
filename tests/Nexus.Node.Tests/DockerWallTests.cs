using Microsoft.Extensions.Logging.Abstractions;
using Nexus.Node.Environments;
using Nexus.Node.Providers.Docker;
using Nexus.Processes;

namespace Nexus.Node.Tests;

/// <summary>Containers of a real engine, as a node that is root has them and as one that is not.</summary>
public sealed class DockerWallTests : IAsyncLifetime
{
    private const int Port = 8080;
    private const string Listener = """
        perl -MIO::Socket::INET -e '
        $s = IO::Socket::INET->new(LocalAddr => "0.0.0.0", LocalPort => 8080, Listen => 5, ReuseAddr => 1) or die;
        while ($c = $s->accept) { print $c "open\n"; close $c }'
        """;

    private readonly string _node = $"node-{Path.GetRandomFileName()[..8]}";
    private readonly string[] _ids = [$"ws-{Path.GetRandomFileName()[..8]}", $"ws-{Path.GetRandomFileName()[..8]}"];
    private readonly ProcessRunner _processes = new(TimeProvider.System);
    private string _root = "";
    private DockerEngine? _engine;

    private EnvironmentDirectories Directories => new(_root);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        Requires.Daemon();
        _engine = new DockerEngine(DockerEngine.Open(Requires.DockerSocket()));
        _root = Directory.CreateTempSubdirectory("nxw-").FullName;
        return default;
    }

    public async ValueTask DisposeAsync()
    {
        if (_engine is null)
            return;
        foreach (var id in _ids)
        {
            await Provider(isRoot: false).DestroyAsync(id, CancellationToken.None);
            Directories.Remove(id);
        }

        _engine.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Theory(Timeout = 120_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nobody_but_itself_begins_a_connection_to_a_container(bool isRoot)
    {
        foreach (var id in _ids)
            await StartAsync(Provider(isRoot), id);
        await ExecAsync(_ids[1], $"({Listener}) >/dev/null 2>&1 &");
        var address = await ExecAsync(_ids[1], "hostname -i");

        var itself = await ReachAsync(_ids[1], address.Output.Trim());
        var other = await ReachAsync(_ids[0], address.Output.Trim());
        var named = await ReachAsync(_ids[0], EnvironmentName.Of(_ids[1]));

        Assert.Equal("open\n", itself.Output);
        Assert.DoesNotContain("open", other.Output + named.Output, StringComparison.Ordinal);
        if (isRoot)
        {
            var machine = await _processes.RunAsync(new(Reach(address.Output.Trim())), Ct);
            Assert.DoesNotContain("open", machine.Output, StringComparison.Ordinal);
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task One_that_others_started_is_closed_when_the_node_looks()
    {
        await StartAsync(Provider(isRoot: true), _ids[0]);
        await _engine!.SendAsync(DockerRequests.Stop(EnvironmentName.Of(_ids[0]), TimeSpan.Zero), Ct);
        await _engine.SendAsync(DockerRequests.Start(EnvironmentName.Of(_ids[0])), Ct);
        await ExecAsync(_ids[0], $"({Listener}) >/dev/null 2>&1 &");
        var address = (await ExecAsync(_ids[0], "hostname -i")).Output.Trim();
        var before = await _processes.RunAsync(new(Reach(address)), Ct);

        await Provider(isRoot: true).ListAsync(Ct);

        var after = await _processes.RunAsync(new(Reach(address)), Ct);
        Assert.Equal(("open\n", ""), (before.Output, after.Output));
    }

    [Fact(Timeout = 120_000)]
    public async Task The_network_is_there_again_when_needed_and_goes_with_the_last_container()
    {
        await StartAsync(Provider(isRoot: false), _ids[0]);
        await _engine!.SendAsync(DockerRequests.Stop(EnvironmentName.Of(_ids[0]), TimeSpan.Zero), Ct);
        await _engine.SendAsync(DockerRequests.DestroyNetwork(_node), Ct);

        await StartAsync(Provider(isRoot: false), _ids[0]);
        Assert.NotNull(await NetworkAsync());
        await Provider(isRoot: false).DestroyAsync(_ids[0], Ct);

        Assert.Null(await NetworkAsync());
    }

    [Theory(Timeout = 120_000)]
    [InlineData("perl -e 'socket(S, 17, 3, 0) or die $!'")]
    [InlineData("perl -e 'socket(S, 2, 3, 255) or die $!'")]
    [InlineData("perl -e 'socket(S, 2, 2, 0) or die $!; setsockopt(S, 0, 19, 1) or die $!'")]
    public async Task Root_inside_has_no_packets_but_its_own(string attempt)
    {
        await StartAsync(Provider(isRoot: true), _ids[0]);

        var itself = await ExecAsync(_ids[0], "perl -e 'socket(S, 2, 2, 0) or die $!'");
        var raw = await ExecAsync(_ids[0], attempt);

        Assert.True(itself.IsSuccess);
        Assert.Contains("not permitted", raw.Error, StringComparison.Ordinal);
    }

    private DockerProvider Provider(bool isRoot) => new(
        _engine!,
        new DockerWall(
            _engine!, _processes, () => _node, isRoot, _ => Task.CompletedTask, NullLogger.Instance),
        Directories, () => _node, TimeProvider.System, NullLogger.Instance);

    private async Task StartAsync(DockerProvider provider, string id)
    {
        Directories.Make(id, "docker");
        await provider.PutAsync(id, [new DaemonProgram(Requires.DaemonDirectory()).ToFile()], Ct);
        await provider.CreateAsync(new(id, _node, null, new(1, 256 << 20, 128)), Ct);
        await provider.StartAsync(id, Ct);
    }

    private Task<NetworkInfo?> NetworkAsync() => _engine!.GetAsync(
        DockerRequests.Network(DockerRequests.NetworkOf(_node)), DockerJson.Default.NetworkInfo, Ct);

    /// <summary>As root.</summary>
    private Task<ProcessResult> ExecAsync(string id, string script) => _processes.RunAsync(
        new(new Argv("docker", "-H", $"unix://{Requires.DockerSocket()}", "exec", EnvironmentName.Of(id),
            "/bin/sh", "-c", script)),
        Ct);

    private Task<ProcessResult> ReachAsync(string id, string address) =>
        ExecAsync(id, string.Join(' ', Reach(address).Arguments.Prepend("timeout").Select(a => $"'{a}'")));

    private static Argv Reach(string address) => new("timeout", "2", "bash", "-c",
        $"for i in 1 2 3 4 5; do cat </dev/tcp/{address}/{Port} && exit; sleep 0.1; done");
}
