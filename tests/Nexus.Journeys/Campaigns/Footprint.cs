using System.Globalization;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Journeys.Installing;
using Nexus.Journeys.Killing;
using Nexus.Platform.Ledger.Sqlite;
using Nexus.Processes;

namespace Nexus.Journeys.Campaigns;

/// <summary>What server and node take at one moment, with no workspace there.</summary>
internal sealed record Footprint
{
    private static readonly WorkspaceView Nobody = null!;

    /// <summary>How many workspaces had come and gone.</summary>
    public required int Cycles { get; init; }

    public required IReadOnlyDictionary<string, long> Values { get; init; }

    /// <param name="nexus">Idle.</param>
    /// <param name="workspaceIds">Of all that came and went until now.</param>
    public static async Task<Footprint> TakeAsync(Installation nexus, IReadOnlyCollection<string> workspaceIds)
    {
        var values = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (name, victim) in new[] { ("server", Victim.Server), ("node", Victim.Node) })
        {
            var process = await nexus.ProcessAsync(victim, Nobody);
            var proc = string.Create(CultureInfo.InvariantCulture, $"/proc/{process!.Value.Pid}");
            values[$"{name}: memory, KiB"] = Status(proc, "VmRSS:");
            values[$"{name}: descriptors"] = Directory.EnumerateFiles($"{proc}/fd").Count();
            values[$"{name}: threads"] = Status(proc, "Threads:");
        }

        values["left of workspaces"] = (await nexus.LeaksAsync(workspaceIds)).Count;
        values["files and directories"] = await CountAsync(
            nexus, "find", nexus.Root, "-not", "-path", "*/data/archive*", "-not", "-name", "events.db-*");
        values["networks of docker"] = await CountAsync(
            nexus, "docker", "network", "ls", "-q", "--filter", $"label=nexus.node={await NodeAsync(nexus)}");
        values["database, KiB"] = DatabaseKilobytes(Path.Combine(nexus.Home, "state", "data", "events.db"));
        values["archive, KiB"] = await KilobytesAsync(nexus, Path.Combine("data", "archive"));
        return new() { Cycles = workspaceIds.Count, Values = values };
    }

    private static async Task<string> NodeAsync(Installation nexus) => JsonSerializer.Deserialize(
        await nexus.NexusAsync("node", "list", "--json"), ContractsJson.Default.NodePage)!.Items[0].NodeId;

    private static long Status(string proc, string key) => long.Parse(
        File.ReadLines($"{proc}/status").First(line => line.StartsWith(key, StringComparison.Ordinal))
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);

    private static async Task<long> CountAsync(Installation nexus, string program, params string[] arguments) =>
        (await nexus.TryRunAsync(new Argv(program, arguments))).Output.Count(character => character == '\n');

    /// <summary>Its pages, also those that only the write-ahead log has yet.</summary>
    private static long DatabaseKilobytes(string path)
    {
        using var database = Database.Open(path, TimeSpan.FromSeconds(30));
        return database.Scalar("pragma page_count") * database.Scalar("pragma page_size") / 1024;
    }

    /// <summary>0 while there is none.</summary>
    private static async Task<long> KilobytesAsync(Installation nexus, string path)
    {
        var size = await nexus.TryRunAsync(
            new Argv("du", "-sk", "--apparent-size", Path.Combine(nexus.Home, "state", path)));
        return long.TryParse(size.Output.Split('\t')[0], CultureInfo.InvariantCulture, out var kilobytes)
            ? kilobytes : 0;
    }
}
