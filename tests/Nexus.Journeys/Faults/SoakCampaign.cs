using System.Diagnostics;
using Nexus.Journeys.Campaigns;

namespace Nexus.Journeys.Faults;

/// <summary>README: a server under load takes as much after half an hour as after some minutes.</summary>
[Trait("Campaign", "soak")]
public sealed class SoakCampaign
{
    /// <summary>Few, so that what is old goes to the archive from the first minutes on.</summary>
    private const string KeepFew = """, "ledger": { "keepEvents": 20000 }, "hooks": { "maxDeliveries": 1000 }""";
    private const int CallersAtOnce = 8;
    private const int Looks = 60;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_server_takes_under_load_does_not_grow()
    {
        var isWhole = Campaign.IsWhole("soak");
        var (load, lasts) = (new MachineLoad(), isWhole ? Campaign.Whole(30) : TimeSpan.FromSeconds(15));
        await using var far = Far.Start();
        await using var server = await LoneServer.StartAsync(KeepFew);
        var callers = new Callers(server);
        await callers.PrepareAsync(far.Url);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var calling = callers.RunAsync(CallersAtOnce, Pause, enough.Token);
        var (seen, began) = (new List<SoakLook>(), Stopwatch.GetTimestamp());
        while (seen.Count < Looks)
        {
            await Task.Delay(lasts / Looks, Ct);
            seen.Add(SoakLook.Take(server, Stopwatch.GetElapsedTime(began), callers.Taken.Count));
            load.Look();
        }

        await enough.CancelAsync();
        await calling;

        if (isWhole)
            await SoakLook.ReportAsync(seen, load);
        Assert.Empty(callers.Refused);
        var problems = SoakLook.Growth(seen, isWhole);
        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }
}
