using Nexus.Journeys.Installing;
using Nexus.Journeys.Killing;

namespace Nexus.Journeys.Campaigns;

/// <summary>
/// README: three people work while everything under them is killed, frozen and started again. No work is lost, nothing
/// is stuck, nothing is left over, and nobody sees another's.
/// </summary>
[Trait("Campaign", "chaos")]
public sealed class ChaosCampaign
{
    private static readonly TimeSpan SettleWithin = TimeSpan.FromMinutes(2);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_is_killed_while_three_people_work_no_work_is_lost_and_nothing_is_stuck()
    {
        Installation.Require("docker");
        var isWhole = Campaign.IsWhole("chaos");
        var length = isWhole ? Campaign.Whole(minutes: 30) : TimeSpan.FromSeconds(35);
        await using var nexus = await Installation.StartAsync("docker");
        var (record, load) = (new ChaosRecord(), new MachineLoad());
        var users = await UsersAsync(nexus, record);
        record.Counts.Add(await WhatIsThere.CountAsync(nexus, []));
        var mayhem = new Mayhem(nexus, record, Campaign.Seed, isWhole);

        using (var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct))
        {
            stop.CancelAfter(length);
            await Task.WhenAll(
                [mayhem.RageAsync(TimeSpan.FromSeconds(6), stop.Token), .. users.Select(u => u.WorkAsync(stop.Token))]);
        }

        load.Look();
        await Task.WhenAll(users.Select(user => user.SettleAsync(SettleWithin)));
        await Task.WhenAll(users.Select(user => user.PryAsync()));
        var files = users.Sum(user => user.Files);
        var ids = record.Owners.Keys.ToList();
        record.Counts.Add(await WhatIsThere.CountAsync(nexus, ids));
        await Task.WhenAll(users.Select(user => user.RemoveAllAsync()));
        record.Counts.Add(await WhatIsThere.CountAfterAsync(nexus, ids, record.Counts[0]));
        foreach (var left in await nexus.LeaksAsync(ids))
            record.Problems.Enqueue($"left over: {left}");
        foreach (var left in record.Counts[^1].Against(record.Counts[0]).Where(_ => isWhole))
            record.Problems.Enqueue($"left over: {left}");

        await VerifyAsync(nexus, record);
        if (isWhole)
            await ChaosReport.WriteAsync(length, record, files, load);
        string[] findings = [.. record.Problems, .. record.Explanations, $"seed {Campaign.Seed}; {load}"];
        Assert.True(record.Problems.IsEmpty, string.Join('\n', findings));
    }

    private static async Task<IReadOnlyList<ChaosUser>> UsersAsync(Installation nexus, ChaosRecord record)
    {
        var repository = await nexus.MakeRepositoryAsync();
        var users = new List<ChaosUser>();
        foreach (var name in new[] { "ann", "bob", "cleo" })
        {
            var person = await Person.MakeAsync(nexus, name);
            users.Add(new(person, repository, record, Campaign.Seed + users.Count + 1));
        }

        return users;
    }

    private static async Task VerifyAsync(Installation nexus, ChaosRecord record)
    {
        await nexus.NexusAsync("coordination", "stop");
        await using var ledger = nexus.OpenLedger();
        record.Rows = await Leaks.RowsAsync(ledger);
        foreach (var row in record.Rows)
            record.Problems.Enqueue($"left over: {row}");
        var chain = await ledger.VerifyAsync(Ct);
        if (!chain.IsIntact)
            record.Problems.Enqueue($"the chain breaks at {chain.BrokenAt}");
        record.Chain = (chain.Events, chain.IsIntact);
    }
}
