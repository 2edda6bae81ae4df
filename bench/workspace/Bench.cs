using System.Globalization;
using Nexus.Processes;

namespace Nexus.Bench.Workspace;

/// <summary>All measures in one run, Nexus and its peer in turns.</summary>
internal sealed class Bench(Programs programs, string root, bool isQuick)
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);
    private readonly Footprint _footprint = new(programs, root);
    private readonly Report _report = new();

    public async Task<Report> RunAsync(string example, CancellationToken cancellationToken)
    {
        await programs.RunAsync(
            new Argv("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", Path.Combine(root, "key")),
            cancellationToken);
        var repository = await MakeRepositoryAsync(example, cancellationToken);
        AddLoad("load_average_before");
        await MeasureStartsAsync(cancellationToken);

        await using var nexus = new NexusUnderTest(programs, root);
        await using var raw = new RawUnderTest(programs, root);
        await nexus.StartAsync(cancellationToken);
        var last = await MeasureCreationAsync(nexus, raw, repository, cancellationToken);
        await MeasureMemoryAsync(nexus, last, "", cancellationToken);
        await MeasureAnswersAsync(nexus, last, cancellationToken);
        var door = await nexus.DoorAsync(last, Path.Combine(root, "key"), cancellationToken);
        await MeasureWaysAsync(new Ways(programs, door, raw.Target), cancellationToken);
        await MeasureMemoryAsync(nexus, last, "_after_load", cancellationToken);
        AddLoad("load_average_after");
        return _report;
    }

    private async Task MeasureStartsAsync(CancellationToken cancellationToken)
    {
        Tell("starts");
        var cli = await _footprint.TimeAsync(
            isQuick ? 10 : 50, new Argv(Path.Combine(NexusUnderTest.Bin, "nexus"), "--version"), cancellationToken);
        _report.AtMost("cli_start_ms", cli.P50, 10);
        var server = await _footprint.StartServerAsync(isQuick ? 3 : 9, cancellationToken);
        _report.AtMost("server_start_ms", server.P50, 500);
    }

    private async Task<string> MeasureCreationAsync(
        NexusUnderTest nexus, RawUnderTest raw, string repository, CancellationToken cancellationToken)
    {
        var (ours, theirs) = (new Samples(), new Samples());
        var rounds = isQuick ? 2 : 9;
        var name = "";
        for (var round = 0; round <= rounds; round++)
        {
            Tell(string.Create(CultureInfo.InvariantCulture, $"create, pair {round} of {rounds}"));
            name = string.Create(CultureInfo.InvariantCulture, $"bench-{round}");
            var own = await nexus.CreateAsync(name, repository, cancellationToken);
            var other = await raw.CreateAsync(name, repository, cancellationToken);
            if (round == rounds)
                break;
            if (round > 0 || isQuick)
            {
                ours.Add(own);
                theirs.Add(other);
            }

            await nexus.RemoveAsync(name, cancellationToken);
            await raw.RemoveAsync(name, cancellationToken);
        }

        _report.AtMost("create_to_ready_ms_p50", ours.P50, theirs.P50 + 1500);
        _report.Add("raw_create_to_ready_ms_p50", theirs.P50);
        return name;
    }

    private async Task MeasureMemoryAsync(
        NexusUnderTest nexus, string name, string suffix, CancellationToken cancellationToken)
    {
        Tell("memory");
        var server = await nexus.ServerPidAsync(cancellationToken);
        var node = await nexus.NodePidAsync(cancellationToken);
        var daemon = await nexus.DaemonPidAsync(name, cancellationToken);
        await Task.Delay(Idle, TimeProvider.System, cancellationToken);
        _report.AtMost($"server_rss{suffix}_mib", Footprint.MemoryMebibytes(server), 120);
        _report.AtMost($"node_rss{suffix}_mib", Footprint.MemoryMebibytes(node), 40);
        _report.AtMost($"workspaced_rss{suffix}_mib", Footprint.MemoryMebibytes(daemon), 10);
    }

    private async Task MeasureAnswersAsync(NexusUnderTest nexus, string name, CancellationToken cancellationToken)
    {
        Tell("list and status");
        var rounds = isQuick ? 20 : 100;
        var list = await _footprint.TimeAsync(rounds, new Argv(nexus.Cli, "workspace", "list"), cancellationToken);
        var status = await _footprint.TimeAsync(
            rounds, new Argv(nexus.Cli, "workspace", "status", name), cancellationToken);
        _report.AtMost("list_ms_p95", list.P95, 150);
        _report.AtMost("status_ms_p95", status.P95, 150);
    }

    private async Task MeasureWaysAsync(Ways ways, CancellationToken cancellationToken)
    {
        Tell("ssh connect");
        var connect = await ways.ConnectAsync(isQuick ? 10 : 50, cancellationToken);
        _report.Add("ssh_connect_ms_p50", connect.Door.P50);
        _report.Add("ssh_connect_direct_ms_p50", connect.Direct.P50);
        _report.AtMost("ssh_connect_pair_difference_ms_p50", connect.Difference.P50, 15);

        Tell("throughput");
        var (door, direct) = await ways.CopyAsync(isQuick ? 2 : 7, root, cancellationToken);
        _report.AtLeast("throughput_mib_s", door.Both, 0.8 * direct.Both);
        _report.Add("throughput_direct_mib_s", direct.Both);
        _report.Add("throughput_in_mib_s", door.In);
        _report.Add("throughput_in_direct_mib_s", direct.In);
        _report.Add("throughput_out_mib_s", door.Out);
        _report.Add("throughput_out_direct_mib_s", direct.Out);

        Tell("keystrokes during a copy");
        var keys = await ways.TypeUnderLoadAsync(isQuick ? 2 : 4, isQuick ? 200 : 500, cancellationToken);
        _report.AtMost("keystroke_under_load_ms_p99", keys.Door.P99, keys.Direct.P99 + 10);
        _report.Add("keystroke_direct_under_load_ms_p99", keys.Direct.P99);
        _report.Add("keystroke_under_load_ms_p50", keys.Door.P50);
        _report.Add("keystroke_direct_under_load_ms_p50", keys.Direct.P50);
    }

    private async Task<string> MakeRepositoryAsync(string example, CancellationToken cancellationToken)
    {
        var path = Path.Combine(root, "hello");
        await programs.RunAsync(new Argv("cp", "-r", example, path), cancellationToken);
        await programs.RunAsync(new Argv("git", "-C", path, "init", "-q", "-b", "main"), cancellationToken);
        await programs.RunAsync(new Argv("git", "-C", path, "add", "-A"), cancellationToken);
        await programs.RunAsync(
            new Argv("git", "-C", path, "-c", "user.name=n", "-c", "user.email=n@localhost", "commit", "-qm", "first"),
            cancellationToken);
        return path;
    }

    private void AddLoad(string key) =>
        _report.Add(key, double.Parse(Footprint.LoadAverage(), CultureInfo.InvariantCulture));

    private static void Tell(string what) => Console.Error.WriteLine($"measuring {what}");
}
