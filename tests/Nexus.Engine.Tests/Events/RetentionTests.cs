using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Nexus.Contracts;
using Nexus.Engine.Events;
using Nexus.Engine.Runs;
using Nexus.Engine.Tests.Runs;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Tests.Events;

public sealed class RetentionTests : EngineFixture
{
    [Fact]
    public async Task What_is_old_goes_to_the_archive_with_its_runs()
    {
        await StartAsync(new Plan("work", [Step("one")]));
        var old = (await GoAsync()).RunId;
        Clock.Advance(TimeSpan.FromDays(61));
        var young = (await GoAsync()).RunId;

        await SweepAsync();

        Assert.Null(await Ledger.FindAsync(RunState.Kind, old.ToString(), Cancellation));
        Assert.Empty(await EventsOfAsync(old));
        Assert.NotNull(await Ledger.FindAsync(RunState.Kind, young.ToString(), Cancellation));
        Assert.True(await Ledger.VerifyAsync(Cancellation) is { IsIntact: true, Archived: > 0 });
    }

    [Fact]
    public async Task More_than_is_to_be_kept_goes_before_its_time()
    {
        await StartAsync();
        await FillAsync(250);

        await SweepAsync(new() { KeepEvents = 100 });

        Assert.Equal(100, (await Ledger.EventsAsync(new() { Limit = 500 }, Cancellation)).Count);
    }

    [Fact]
    public async Task Nothing_young_is_moved()
    {
        await StartAsync();
        await FillAsync(50);

        Assert.Equal(0, await SweepAsync());
    }

    [Fact]
    public async Task A_run_that_goes_on_keeps_its_events_and_all_behind_them()
    {
        var hold = new TaskCompletionSource();
        await StartAsync(new Plan("work", [Step("one", (_, token) => hold.Task.WaitAsync(token))]));
        await FillAsync(5);
        var run = await EmitAsync();
        await FillAsync(5);

        await SweepAsync(new() { KeepEvents = 1 });
        var kept = await EventsOfAsync(run);
        hold.SetResult();

        Assert.Equal("run.created", kept[0]);
        Assert.Equal(RunStatus.Completed, (await EndAsync(run)).Status);
    }

    [Fact]
    public async Task What_a_subscriber_has_not_seen_stays()
    {
        await StartAsync();
        await FillAsync(5);
        Clock.Advance(TimeSpan.FromDays(61));

        var moved = await SweepAsync(subscribers: new Deaf());

        Assert.Equal(0, moved);
    }

    private async Task<long> SweepAsync(RetentionOptions? options = null, params IEventSubscriber[] subscribers)
    {
        using var subscriptions = new Subscriptions(
            subscribers, Ledger, Clock, NullLogger<Subscriptions>.Instance);
        using var retention = new Retention(
            Ledger, Engine, [subscriptions], new OptionsWrapper<RetentionOptions>(options ?? new()), Clock,
            NullLogger<Retention>.Instance);
        return await retention.SweepAsync(Cancellation);
    }

    private sealed class Deaf : IEventSubscriber
    {
        public string Name => "deaf";

        public string Prefix => "";

        public Task HandleAsync(RecordedEvent item, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
