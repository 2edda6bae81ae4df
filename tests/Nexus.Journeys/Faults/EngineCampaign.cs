using Nexus.Journeys.Campaigns;

namespace Nexus.Journeys.Faults;

/// <summary>
/// README: what a server has acknowledged is done once, or says that it may have been done twice, however often and
/// whenever it is killed at full work.
/// </summary>
[Trait("Campaign", "engine")]
public sealed class EngineCampaign
{
    private const int CallersAtOnce = 8;
    private const string KeepAll = """, "ledger": { "keepEvents": 100000000 }""";
    private static readonly TimeSpan SettleWithin = TimeSpan.FromMinutes(2);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_acknowledged_is_lost_and_nothing_is_done_twice_in_silence()
    {
        var isWhole = Campaign.IsWhole("engine");
        var (load, random) = (new MachineLoad(), new Random(Campaign.Seed));
        await using var far = Far.Start();
        await using var server = await LoneServer.StartAsync(KeepAll);
        var callers = new Callers(server);
        await callers.PrepareAsync(far.Url);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var calling = callers.RunAsync(CallersAtOnce, TimeSpan.Zero, enough.Token);
        var starts = new List<TimeSpan>();
        for (var round = 0; round < (isWhole ? Campaign.Rounds(200) : 5); round++)
        {
            // Every other time while it takes up what was there, else at full work, however slow the machine is.
            if (round % 2 is 1)
                await callers.TakenMoreAsync();
            await Task.Delay(random.Next(20, 500), Ct);
            await server.KillAsync();
            starts.Add(await server.StartAsync());
            load.Look();
        }

        await enough.CancelAsync();
        await calling;
        await server.SettleAsync(SettleWithin);
        await server.KillAsync();
        await using var ledger = server.OpenLedger();
        var verdict = await Verdict.OfAsync(ledger, callers, far);

        Assert.True(verdict.Problems.Count == 0, string.Join('\n', verdict.Problems));
        Assert.NotEmpty(callers.Taken);
        Assert.Equal(["none"], callers.Refused.Keys);
        if (isWhole)
            await EngineReport.WriteAsync(callers, verdict, starts, load);
    }
}
