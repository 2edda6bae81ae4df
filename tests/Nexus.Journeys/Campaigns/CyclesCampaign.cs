using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Journeys.Installing;
using Nexus.Journeys.Killing;

namespace Nexus.Journeys.Campaigns;

/// <summary>
/// README: workspaces come and go, and what they took is given back, by the thousandth as by the first.
/// </summary>
[Trait("Campaign", "cycles")]
public sealed class CyclesCampaign
{
    private const int AtOnce = 3;

    /// <summary>Few, so that the archive takes what is older from the first tenth on.</summary>
    private const string KeepFewEvents = """, "ledger": { "keepEvents": 500 }""";

    /// <summary>The server gives memory back after some seconds without work.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(7);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Workspaces_that_come_and_go_leave_nothing_that_grows()
    {
        Installation.Require("docker");
        var isWhole = Campaign.IsWhole("cycles");
        var load = new MachineLoad();
        var series = new List<CycleSeries>();
        var rounds = isWhole ? Campaign.Rounds(1000) : 6;
        foreach (var (provider, cycles) in new[] { ("docker", isWhole ? rounds / 10 : rounds), ("process", rounds) })
            series.Add(await RunAsync(provider, cycles, isWhole ? 20 : 2, load));

        if (isWhole)
            await CyclesReport.WriteAsync(series, load);
        Assert.All(series, one => Assert.True(
            one.Problems.Count == 0, $"{one.Provider}: {string.Join('\n', one.Problems)}\n{load}"));
    }

    private static async Task<CycleSeries> RunAsync(string provider, int cycles, int looks, MachineLoad load)
    {
        await using var nexus = await Installation.StartAsync(provider, KeepFewEvents);
        var repository = await BoundedAsync(nexus);
        var started = Stopwatch.GetTimestamp();
        var (seen, ids) = (new List<Footprint>(), new ConcurrentBag<string>());
        var warm = WarmUp(cycles);
        await CyclesAsync(nexus, repository, provider, ids, 0, warm);
        for (var look = 1; look <= looks; look++)
        {
            var from = warm + ((cycles - warm) * (look - 1) / looks);
            await CyclesAsync(nexus, repository, provider, ids, from, warm + ((cycles - warm) * look / looks));
            load.Look();
            await Task.Delay(looks > 2 ? Rest : Rest / 4, TimeProvider.System, Ct);
            seen.Add(await Footprint.TakeAsync(nexus, ids));
        }

        var took = Stopwatch.GetElapsedTime(started);
        await nexus.NexusAsync("coordination", "stop");
        await using var ledger = nexus.OpenLedger();
        var chain = await ledger.VerifyAsync(Ct);
        return new(provider, seen, took, chain.IsIntact, ledger.Head, await Leaks.RowsAsync(ledger));
    }

    /// <summary>
    /// Those before the first look: what a process takes once and keeps does not grow. A node remembers its last 512
    /// commands, two for each workspace.
    /// </summary>
    private static int WarmUp(int cycles) => cycles < CycleSeries.Many ? 0 : Math.Max(20, 3 * cycles / 10);

    private static Task CyclesAsync(
        Installation nexus, string repository, string provider, ConcurrentBag<string> ids, int from, int until) =>
        Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async worker =>
        {
            for (var cycle = from + worker; cycle < until; cycle += AtOnce)
                ids.Add(await CycleAsync(nexus, repository, provider, Campaign.Text($"cycle-{cycle}")));
        }));

    /// <returns>The id of what is gone again.</returns>
    private static async Task<string> CycleAsync(
        Installation nexus, string repository, string provider, string name)
    {
        var made = await nexus.NexusAsync(
            "workspace", "create", name, "--source", repository, "--provider", provider, "--json");
        await nexus.NexusAsync("workspace", "rm", name, "--yes");
        return JsonSerializer.Deserialize(made, ContractsJson.Default.WorkspaceView)!.WorkspaceId;
    }

    /// <summary>With bounds, so that there are control groups.</summary>
    private static async Task<string> BoundedAsync(Installation nexus)
    {
        var repository = await nexus.MakeRepositoryAsync();
        await nexus.ScriptAsync(
            "cd $1; echo 'providers: {process: {memory: 300MB}, docker: {memory: 300MB}}' >>.nexus/config.yaml; "
            + "git -c user.name=n -c user.email=n@localhost commit -qam bounds", repository);
        return repository;
    }
}
