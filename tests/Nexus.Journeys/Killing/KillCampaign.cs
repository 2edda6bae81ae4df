using System.Diagnostics;
using Nexus.Contracts;
using Nexus.Journeys.Campaigns;
using Nexus.Journeys.Installing;

namespace Nexus.Journeys.Killing;

/// <summary>
/// README: whatever dies in the middle of <c>up</c>, the workspace ends ready, or in an explained error that <c>up</c>
/// repairs; nothing of the ledger is lost and nothing is left over.
/// </summary>
[Trait("Campaign", "kill")]
public sealed class KillCampaign
{
    private static readonly TimeSpan SettleWithin = TimeSpan.FromSeconds(90);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_is_killed_during_up_the_workspace_ends_ready_and_the_ledger_intact()
    {
        Installation.Require("docker");
        await using var nexus = await Installation.StartAsync("docker");
        var repository = await nexus.MakeRepositoryAsync();
        var outcomes = new List<Outcome>();
        var isWhole = Campaign.IsWhole("kill");
        foreach (var round in Round.Of(Campaign.Seed, isWhole ? Campaign.Rounds(30) : 3, ["process", "docker"]))
            outcomes.Add(await RunAsync(nexus, repository, round));

        await nexus.NexusAsync("coordination", "stop");
        await using (var ledger = nexus.OpenLedger())
        {
            var chain = await ledger.VerifyAsync(Ct);
            Assert.True(chain.IsIntact, $"The chain breaks at {chain.BrokenAt}.");
            if (isWhole)
                await KillReport.WriteAsync(outcomes, chain.Events);
        }

        await nexus.StartServerAsync();
    }

    private static async Task<Outcome> RunAsync(Installation nexus, string repository, Round round)
    {
        var name = $"round-{round.Number}";
        await nexus.NexusAsync(
            "workspace", "create", name, "--source", repository, "--provider", round.Provider, "--no-start");
        var workspace = await nexus.StatusAsync(name);
        if (round.Number % 3 == 0)
        {
            await nexus.NexusAsync("workspace", "up", name);
            await nexus.NexusAsync("workspace", "down", name);
        }

        var before = await nexus.LastEventAsync();
        var up = nexus.TryNexusAsync("workspace", "up", name);
        await nexus.AwaitEventsAsync(before, round.AfterEvents, workspace.WorkspaceId);
        await Task.Delay(round.Then, TimeProvider.System, Ct);
        var since = Stopwatch.GetTimestamp();
        while (!await nexus.KillAsync(round.Victim, workspace with { Provider = round.Provider }))
            await RefuseLateAsync(nexus, name, since, $"{round}: it never came to be");
        await up;

        var settled = await SettleAsync(nexus, name, $"{round}");
        var took = Stopwatch.GetElapsedTime(since);
        if (settled.Status is WorkspaceState.Error)
            await nexus.NexusAsync("workspace", "up", name);
        await nexus.NexusAsync("workspace", "rm", name, "--yes", "--force");
        await nexus.LeavesNothingOfAsync(settled with { Ssh = workspace.Ssh, Provider = round.Provider });
        return new(round, settled.Error?.Code ?? "ready", took);
    }

    /// <summary>Nobody helps; it counts as ready when ssh gets in.</summary>
    private static async Task<WorkspaceView> SettleAsync(Installation nexus, string name, string round)
    {
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            var workspace = await nexus.StatusAsync(name);
            if (workspace is { Status: WorkspaceState.Error, Error: { Hint: not null } })
                return workspace;
            if (workspace is { Status: WorkspaceState.Ready } && (await nexus.SshAsync(workspace, "true")).IsSuccess)
                return workspace;
            await RefuseLateAsync(nexus, name, since, round);
        }
    }

    private static async Task RefuseLateAsync(Installation nexus, string name, long since, string what)
    {
        if (Stopwatch.GetElapsedTime(since) > SettleWithin)
            Assert.Fail($"{what}: still {await nexus.NexusAsync("workspace", "status", name, "--json")}");
    }
}
