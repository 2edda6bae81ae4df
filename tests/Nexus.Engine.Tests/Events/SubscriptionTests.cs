using Microsoft.Extensions.Logging.Abstractions;
using Nexus.Engine.Events;
using Nexus.Engine.Tests.Ledger;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Tests.Events;

public sealed class SubscriptionTests : LedgerFixture
{
    [Fact]
    public async Task A_subscriber_sees_what_it_asked_for_in_order()
    {
        var subscriber = new Subscriber(expected: 2);
        await Ledger.AppendAsync(new([Event("test.a"), Event("other.b"), Event("test.c")]), Cancellation);

        await ServeAsync(subscriber, subscriber.All);

        Assert.Equal(["test.a", "test.c"], subscriber.Seen);
    }

    [Fact]
    public async Task After_a_restart_it_goes_on_behind_what_it_has_handled()
    {
        await Ledger.AppendAsync(new([Event("test.a")]), Cancellation);
        var before = new Subscriber(expected: 1);
        await ServeAsync(before, CursorAsync(1));
        await Ledger.AppendAsync(new([Event("test.b")]), Cancellation);

        var after = new Subscriber(expected: 1);
        await ServeAsync(after, after.All);

        Assert.Equal(["test.b"], after.Seen);
    }

    [Fact]
    public async Task A_handler_that_fails_gets_the_event_again_before_any_other()
    {
        var subscriber = new Subscriber(expected: 3) { Failures = 1 };
        await Ledger.AppendAsync(new([Event("test.a"), Event("test.b")]), Cancellation);
        var serving = ServeAsync(subscriber, subscriber.All);

        await Clock.WaitForTimerAsync(Cancellation);
        Clock.Advance(TimeSpan.FromSeconds(30));
        await serving;

        Assert.Equal(["test.a", "test.a", "test.b"], subscriber.Seen);
    }

    private async Task ServeAsync(Subscriber subscriber, Task until)
    {
        using var service = new Subscriptions([subscriber], Ledger, Clock, NullLogger<Subscriptions>.Instance);
        await service.StartAsync(Cancellation);
        await until.WaitAsync(Cancellation);
        await service.StopAsync(Cancellation);
    }

    /// <summary>The cursor moves in a commit of its own, after the handler returned.</summary>
    private async Task CursorAsync(long position)
    {
        while ((await Ledger.FindAsync("cursor", "test", Cancellation))?.Body != $"{position}")
            await Task.Yield();
    }

    private sealed class Subscriber(int expected) : IEventSubscriber
    {
        private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Name => "test";

        public string Prefix => "test.";

        public List<string> Seen { get; } = [];

        public int Failures { get; set; }

        public Task All => _all.Task;

        public Task HandleAsync(RecordedEvent item, CancellationToken cancellationToken)
        {
            Seen.Add(item.Event.EventName);
            if (Seen.Count == expected)
                _all.TrySetResult();
            return Failures-- > 0 ? throw new InvalidOperationException("Not now.") : Task.CompletedTask;
        }
    }
}
