using Nexus.Journeys.Installing;
using Nexus.Platform.Ledger;
using Nexus.Processes;

namespace Nexus.Journeys.Campaigns;

/// <summary>What is left once every workspace was removed: nothing.</summary>
internal static class Leaks
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <param name="nexus">Runs.</param>
    /// <param name="workspaceIds">Of all there ever were.</param>
    /// <returns>What should not be there.</returns>
    public static async Task<IReadOnlyList<string>> LeaksAsync(
        this Installation nexus, IReadOnlyCollection<string> workspaceIds)
    {
        var ids = workspaceIds.Select(id => id["ws-".Length..]).ToList();
        bool IsOurs(string text) => ids.Exists(id => text.Contains(id, StringComparison.Ordinal));
        string[] found =
        [
            .. await LinesAsync(nexus, "find", nexus.Root, "/sys/fs/cgroup", "-name", "*-*"),
            .. await File.ReadAllLinesAsync("/proc/mounts", Ct),
            .. Processes.All().Select(process => $"{process.Command} in {process.Directory}"),
            .. await DockerAsync(nexus),
        ];
        return [.. found.Where(IsOurs)];
    }

    /// <summary>With the server stopped: ports that nobody gave back, workspaces that nobody can see.</summary>
    public static async Task<IReadOnlyList<string>> RowsAsync(ILedger ledger)
    {
        var leases = await ledger.ListAsync(new("lease", Scope.All) { Limit = 5000 }, Ct);
        var workspaces = await ledger.ListAsync(new("workspace", Scope.All) { Limit = 5000 }, Ct);
        return
        [
            .. leases.Where(row => !row.Body.Contains("released_at", StringComparison.Ordinal)).Select(row => row.Body),
            .. workspaces.Select(row => row.Body),
        ];
    }

    /// <summary>What a program says, even when something vanishes while it looks.</summary>
    public static async Task<string[]> LinesAsync(Installation nexus, string program, params string[] arguments) =>
        (await nexus.TryRunAsync(new Argv(program, arguments))).Output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static async Task<IEnumerable<string>> DockerAsync(Installation nexus) =>
        Environment.GetEnvironmentVariable("NEXUS_TEST_DOCKER") is null
            ? []
            :
            [
                .. await AllAsync(nexus, "ps", "-a", "--format", "container {{.Names}}"),
                .. await AllAsync(nexus, "volume", "ls", "--format", "volume {{.Name}}"),
                .. await AllAsync(nexus, "network", "ls", "--format", "network {{.Name}}"),
            ];

    /// <summary>An engine that does not answer has not nothing.</summary>
    private static async Task<string[]> AllAsync(Installation nexus, params string[] arguments) =>
        (await nexus.RunAsync(new Argv("docker", arguments))).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
