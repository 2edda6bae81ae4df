using System.Globalization;
using Nexus.Engine.CrashHost;
using Nexus.Engine.Footprints;
using Nexus.Engine.Runs;
using Nexus.Platform.Usage;
using Nexus.Processes;
using Nexus.Testing;

namespace Nexus.Engine.Tests.Footprints;

/// <summary>A process that keeps footprints is killed (SIGKILL) while it does, several times.</summary>
public sealed class UsageKillTests : UsageFixture
{
    private const int Rounds = 6;
    private readonly TemporaryDirectory _outside = new();

    private string Diary => _outside.File("diary.txt");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _outside.Dispose();
    }

    [Fact]
    public async Task No_footprint_is_lost_or_doubled_and_the_sums_are_theirs()
    {
        var random = new Random(20261122);
        CloseUsage();
        await Ledger.DisposeAsync();
        for (var round = 0; round < Rounds; round++)
            await WorkUntilKilledAsync(round * 100_000, 20 + random.Next(300));

        Open();
        OpenUsage();
        Assert.InRange(Store.Cursor, 1, Ledger.Head);
        await FinishAsync();
        await Reader.CatchUpAsync();

        var expected = await ExpectedAsync();
        Assert.Equal(
            expected.SelectMany(SpreadFootprints.Of).Select(used => (used.FootprintId, used.Metric, used.Quantity)),
            expected.SelectMany(run => Store.OfRun(run.RunId!.Value, 0, int.MaxValue)).SelectMany(SpreadFootprints.Of)
                .Select(used => (used.FootprintId, used.Metric, used.Quantity)));
        Assert.Equal(
            expected.SelectMany(SpreadFootprints.Of)
                .Where(used => used is not { SourceKind: "run", Metric: FootprintMetrics.WallMs })
                .GroupBy(used => used.Metric, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.Sum(used => used.Quantity), StringComparer.Ordinal),
            Sums());
    }

    private async Task WorkUntilKilledAsync(int first, int acknowledgements)
    {
        using var spawner = new Spawner(TimeProvider.System);
        var host = System.IO.Path.Combine(AppContext.BaseDirectory, "Nexus.Engine.CrashHost");
        var argv = new Argv(host, Path, Diary, first.ToString(CultureInfo.InvariantCulture), UsagePath);
        await using var child = spawner.Spawn(new(argv) { Output = StdioTarget.Pipe });
        using var output = new StreamReader(child.Output!);
        for (var seen = 1; await output.ReadLineAsync(Cancellation) is not null; seen++)
        {
            if (seen == acknowledgements)
                child.Send(Signal.Kill);
        }

        Assert.Equal(128 + 9, await child.Exited.WaitAsync(Cancellation));
    }

    private async Task FinishAsync()
    {
        var open = await Ledger.OpenRunsAsync(Cancellation);
        foreach (var trigger in new CrashPlan(Diary).Triggers)
            Plans.Register(trigger);
        await StartAsync();
        foreach (var run in open)
            await EndAsync(run.RunId);
    }

    /// <summary>Of the whole ledger, read once.</summary>
    private async Task<IReadOnlyList<Measured>> ExpectedAsync()
    {
        var all = new List<Measured>();
        foreach (var item in await Ledger.EventsAsync(new() { Limit = int.MaxValue }, Cancellation))
        {
            if (item.Event.EventName is "xyn.run.completed" or "xyn.run.failed" or "xyn.run.cancelled")
            {
                var run = await Ledger.SnapshotAsync(item.Event.RunId!.Value, Cancellation);
                all.Add(EndedRun.Of(run).Recorded(item.Position));
            }
        }

        return all;
    }
}
