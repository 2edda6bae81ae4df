using System.Globalization;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Journeys.Installing;
using Nexus.Journeys.Killing;
using Nexus.Processes;

namespace Nexus.Journeys.Campaigns;

/// <summary>How much there is at one moment of all that workspaces take from the machine.</summary>
/// <param name="Counts">By what is counted, in the order of a table.</param>
/// <param name="Running">The processes of these, to name them.</param>
/// <param name="Helpers">Of the engine; one that is ended in the middle of a start may leave some of its own.</param>
internal sealed record WhatIsThere(
    IReadOnlyList<(string What, int Count)> Counts, IReadOnlyList<RunningProcess> Running, int Helpers)
{
    private const int Listening = 0x0A;
    private static readonly string[] Tables = ["net/tcp", "net/tcp6"];
    private const StringComparison Ordinal = StringComparison.Ordinal;

    /// <summary>Where the tests' engine keeps what it talks by.</summary>
    private static readonly string Sockets = Path.Combine(
        Path.GetDirectoryName((Environment.GetEnvironmentVariable("NEXUS_TEST_DOCKER") ?? "").Replace(
            "unix://", "", Ordinal)) ?? "", "exec");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <param name="nexus">Runs.</param>
    /// <param name="ids">Of all workspaces there ever were.</param>
    public static async Task<WhatIsThere> CountAsync(Installation nexus, IReadOnlyCollection<string> ids)
    {
        var node = JsonSerializer.Deserialize(
            await nexus.NexusAsync("node", "list", "--json"), ContractsJson.Default.NodePage)!.Items[0].NodeId;
        string[] names = [node, .. ids.Select(id => id["ws-".Length..])];
        var containers = await DockerAsync(nexus, names, "ps", "-a", "--no-trunc", "--format", "{{json .}}");
        var engine = (await nexus.TryRunAsync(new Argv("docker", "info", "-f", "{{.DockerRootDir}}"))).Output.Trim();
        string[] here = [nexus.Root, engine, .. names];
        string[] groups = [.. names, .. containers.Select(IdOf)];
        var running = Belonging([nexus.Root, .. groups]);
        return new(
        [
            ("containers", containers.Count),
            ("volumes", (await DockerAsync(nexus, names, "volume", "ls", "--format", "{{json .}}")).Count),
            ("networks", (await DockerAsync(nexus, names, "network", "ls", "--format", "{{json .}}")).Count),
            ("processes, server and node included", running.Count),
            ("mounts", (await File.ReadAllLinesAsync("/proc/mounts", Ct)).Count(line => Has(line, here))),
            ("control groups", (await Leaks.LinesAsync(nexus, "find", "/sys/fs/cgroup", "-type", "d"))
                .Count(path => Has(path, groups))),
            ("ports that the server listens on", Ports(await nexus.ProcessAsync(Victim.Server, null!))),
            ("files and directories of workspaces", (await Leaks.LinesAsync(nexus, "find", nexus.Root))
                .Count(path => Has(path, names[1..]))),
        ],
        running, Processes.All().Count(process => IsHelper(process) && process.Command.Contains(Sockets, Ordinal)));
    }

    /// <summary>What there is more of now, or less.</summary>
    public IEnumerable<string> Against(WhatIsThere before) => Counts.Zip(before.Counts)
        .Where(pair => pair.First.Count != pair.Second.Count)
        .Select(pair => Campaign.Text($"{pair.First.What}: {pair.First.Count}, {pair.Second.Count} before"))
        .Concat(Running.Where(process => before.Running.Count < Running.Count).Select(
            process => Campaign.Text($"process {process.Pid} of {process.Parent}: {process.Command}")));

    /// <summary>After the last <c>rm</c>; what ends on its own has a minute to do so.</summary>
    public static async Task<WhatIsThere> CountAfterAsync(
        Installation nexus, IReadOnlyCollection<string> ids, WhatIsThere before)
    {
        for (var look = 0; ; look++)
        {
            var now = await CountAsync(nexus, ids);
            if (look == 12 || !now.Against(before).Any())
                return now;
            await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System, Ct);
        }
    }

    private static string IdOf(string container)
    {
        using var json = JsonDocument.Parse(container);
        return json.RootElement.GetProperty("ID").GetString()!;
    }

    private static bool Has(string text, IEnumerable<string> names) =>
        names.Any(name => name.Length > 0 && text.Contains(name, Ordinal));

    private static async Task<IReadOnlyList<string>> DockerAsync(
        Installation nexus, string[] names, params string[] arguments) =>
        [
            .. (await nexus.RunAsync(new Argv("docker", arguments)))
                .Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => Has(line, names)),
        ];

    /// <summary>Those that say so in their words, variables or control group, and all below them.</summary>
    private static IReadOnlyList<RunningProcess> Belonging(string[] names)
    {
        var all = Processes.All();
        var children = all.ToLookup(process => process.Parent);
        var found = all.Where(process => Has(process.Command, names) || Has(process.Directory ?? "", names)
            || Has(Read($"/proc/{process.Pid}/environ"), names) || Has(Read($"/proc/{process.Pid}/cgroup"), names))
            .Select(process => process.Pid).ToHashSet();
        for (var next = new Queue<int>(found); next.TryDequeue(out var pid);)
        {
            foreach (var child in children[pid].Where(child => found.Add(child.Pid)))
                next.Enqueue(child.Pid);
        }

        return [.. all.Where(process => found.Contains(process.Pid) && !IsOfEngine(process))];
    }

    /// <summary>It was here before, and is started again with our variables.</summary>
    private static bool IsOfEngine(RunningProcess process) => IsHelper(process)
        || process.Command is "runc init" || process.Command.StartsWith("dockerd ", Ordinal)
        || process.Command.StartsWith("containerd ", Ordinal);

    private static bool IsHelper(RunningProcess process) => process.Command.Contains("/containerd-shim", Ordinal);

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ""; // It ended meanwhile.
        }
    }

    private static int Ports(ProcessIdentity? server)
    {
        var sockets = Directory.EnumerateFiles(Proc(server, "fd"))
            .Select(fd => new FileInfo(fd).LinkTarget ?? "").ToHashSet(StringComparer.Ordinal);
        return Tables
            .SelectMany(table => File.ReadLines(Proc(server, table)).Skip(1))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Count(words => int.Parse(words[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture) == Listening
                && sockets.Contains($"socket:[{words[9]}]"));
    }

    private static string Proc(ProcessIdentity? process, string path) =>
        Campaign.Text($"/proc/{process!.Value.Pid}/{path}");
}
