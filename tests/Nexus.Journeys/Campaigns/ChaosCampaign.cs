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
        var mayhem = new Mayhem(nexus, record, Campaign.Seed, mayRestartEngine: isWhole);

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
        await Task.WhenAll(users.Select(user => user.RemoveAllAsync()));
        foreach (var left in await nexus.LeaksAsync(record.Owners.Keys.ToList()))
            record.Problems.Enqueue($"left over: {left}");

        var events = await VerifyAsync(nexus, record);
        if (isWhole)
            await ChaosReport.WriteAsync(length, record, files, events, load);
        Assert.True(record.Problems.IsEmpty, $"{string.Join('\n', record.Problems)}\nseed {Campaign.Seed}; {load}");
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

    /// <returns>How many events the chain has.</returns>
    private static async Task<long> VerifyAsync(Installation nexus, ChaosRecord record)
    {
        await nexus.NexusAsync("coordination", "stop");
        await using var ledger = nexus.OpenLedger();
        foreach (var row in await Leaks.RowsAsync(ledger))
            record.Problems.Enqueue($"left over: {row}");
        var chain = await ledger.VerifyAsync(Ct);
        if (!chain.IsIntact)
            record.Problems.Enqueue($"the chain breaks at {chain.BrokenAt}");
        return chain.Events;
    }
}
