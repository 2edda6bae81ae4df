using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Nexus.Engine.Footprints;
using Nexus.Engine.Runs;
using Nexus.Platform.Ledger;
using Nexus.Platform.Usage;

namespace Nexus.Engine.Tests.Footprints;

/// <summary>Sums stay when what they sum up goes, and an hour is told of once.</summary>
public sealed class RollupTests : UsageFixture
{
    [Fact]
    public async Task Old_footprints_go_and_their_sums_stay()
    {
        await StartAsync(new Plan("work", Step("one")));
        var old = (await GoAsync()).RunId;
        Clock.Advance(TimeSpan.FromDays(61));
        var young = (await GoAsync()).RunId;
        await Reader.CatchUpAsync();

        using var keeper = Keeper();
        var gone = await keeper.ForgetAsync(Cancellation);

        Assert.Equal(1, gone);
        Assert.Empty(await UsedAsync(old));
        Assert.NotEmpty(await UsedAsync(young));
        Assert.Equal((2, 2), (Sums()["run.count"], Sums()["step.count"]));
    }

    [Fact]
    public async Task Sums_of_hours_and_of_days_are_those_of_all_the_time()
    {
        await StartAsync(new Plan("work", Step("one")));
        for (var hour = 0; hour < 30; hour++)
        {
            await GoAsync();
            Clock.Advance(TimeSpan.FromHours(1));
        }

        await Reader.CatchUpAsync();

        Assert.Equal(30, Counted(0).Single().Quantity);
        Assert.Equal((30, 30L), (Counted(1).Count, Counted(1).Sum(sum => sum.Quantity)));
        Assert.Equal([14, 16], Counted(24).Select(sum => sum.Quantity));
    }

    [Fact]
    public async Task Pages_of_sums_follow_each_other()
    {
        await StartAsync(new Plan("a", Step("one")), new Plan("b", Step("one")));
        await GoAsync();
        await Reader.CatchUpAsync();
        var query = new UsageQuery(Scope.All, DateTimeOffset.UnixEpoch, Clock.GetUtcNow().AddDays(1))
        {
            ByBlueprint = true,
            ByOwner = true,
        };

        var all = Store.Sums(query);
        var seen = new List<UsageSum>();
        while (Store.Sums(query with { Limit = 1, After = seen.LastOrDefault()?.Key }) is [var next])
            seen.Add(next);

        Assert.Equal(6, all.Count);
        Assert.Equal(all, seen);
    }

    [Fact]
    public async Task An_hour_is_told_of_once_when_something_is_used_in_a_later_one()
    {
        await StartAsync(new Plan("work", Step("one")));
        await UsedAsync((await GoAsync()).RunId);
        var before = Ledger.Head;
        Clock.Advance(TimeSpan.FromHours(5));
        await Reader.CatchUpAsync();
        var waiting = Ledger.Head;

        await UsedAsync((await GoAsync()).RunId);
        CloseUsage();
        OpenUsage();
        await UsedAsync((await GoAsync()).RunId);

        var told = Assert.Single(await Ledger.EventsAsync(
            new() { EventName = "xyn.footprint.rollup.created" }, Cancellation)).Event;
        Assert.Equal(before, waiting);
        Assert.Equal(("user-1", "2026-01-17T10Z"), (told.OwnerId, told.Resource.Id));
        Assert.Equal(1, told.Data?.GetProperty("metrics").GetProperty("run.count").GetInt64());
    }

    [Fact]
    public async Task What_is_told_at_once_is_recorded_as_one_batch()
    {
        await StartAsync(new Plan("work", Step("one")));
        for (var hour = 0; hour < 4; hour++)
        {
            await GoAsync();
            if (hour is 0 or 3)
                await Reader.CatchUpAsync();
            Clock.Advance(TimeSpan.FromHours(1));
        }

        await UsedAsync((await GoAsync()).RunId);

        var batches = await Ledger.EventsAsync(new() { EventName = "xyn.footprint.recorded" }, Cancellation);
        var hours = await Ledger.EventsAsync(new() { EventName = "xyn.footprint.rollup.created" }, Cancellation);
        Assert.Equal((2, 4), (batches.Count, hours.Count));
        Assert.Equal((4, 4), (Counted(batches), Counted(hours)));
        Assert.All(batches, batch => Assert.Equal("user-1", batch.Event.OwnerId));
    }

    private static long Counted(IEnumerable<RecordedEvent> told) => told.Sum(item =>
        item.Event.Data?.GetProperty("metrics").GetProperty("run.count").GetInt64() ?? 0);

    [Fact]
    public async Task Of_a_ledger_that_was_put_back_nothing_is_missed()
    {
        await FillAsync(5);
        Store.Keep([], 100);
        await StartAsync(new Plan("work", Step("one")));

        await Reader.CatchUpAsync();
        var run = (await GoAsync()).RunId;

        Assert.Equal(4, (await UsedAsync(run)).Count);
    }

    private IReadOnlyList<UsageSum> Counted(int hours) =>
        Store.Sums(new(Scope.All, DateTimeOffset.UnixEpoch, Clock.GetUtcNow().AddDays(1))
        {
            Hours = hours,
            Metric = "run.count",
        });

    private KeepFootprints Keeper() => new(
        Store, new OptionsWrapper<FootprintOptions>(new()), Clock, NullLogger<KeepFootprints>.Instance);
}
