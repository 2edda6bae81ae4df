using Nexus.Engine.Footprints;
using Nexus.Engine.Runs;
using Nexus.Engine.Tests.Runs;
using Nexus.Platform.Usage;
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
            await KilledEngine.WorkAsync(20 + random.Next(300), Path, Diary, $"{round}00000", UsagePath);

        Open();
        OpenUsage();
        Assert.InRange(Store.Cursor, 1, Ledger.Head);
        await this.GoOnAsync(new(Diary));
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
