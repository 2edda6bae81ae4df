using System.Collections.Concurrent;
using Nexus.Contracts;
using Nexus.Engine.Runs;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Tests.Runs;

/// <summary>Many runs of one owner, and the few of others.</summary>
public sealed class FairnessTests : EngineFixture
{
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<string> _order = new();

    [Fact]
    public async Task Slots_go_round_by_owner()
    {
        EngineOptions = new() { MaxConcurrentRuns = 1 };
        await StartAsync(Standing());

        await AskAsync("ann", 5);
        await AskAsync("bob", 2);
        await AskAsync("cleo", 3);
        await EndAllAsync();

        Assert.Equal(
            ["ann", "bob", "cleo", "ann", "bob", "cleo", "ann", "cleo", "ann", "ann"], _order);
    }

    [Fact]
    public async Task Who_asks_again_and_again_has_no_more_turns_than_who_asked_for_many_at_once()
    {
        EngineOptions = new() { MaxConcurrentRuns = 1 };
        await StartAsync(new Plan("one", Step("it", async (context, token) =>
        {
            await _open.Task.WaitAsync(token);
            _order.Enqueue(context.OwnerId);
            if (context.OwnerId is "bob" && _order.Count < 8)
                await AskAsync("bob", 1);
        })));

        await AskAsync("ann", 6);
        await AskAsync("bob", 1);
        await EndAllAsync();

        Assert.Equal(["ann", "bob", "ann", "bob", "ann", "bob", "ann", "bob"], _order.Take(8));
    }

    [Fact]
    public async Task Priority_goes_before_turns()
    {
        EngineOptions = new() { MaxConcurrentRuns = 1 };
        Plans.Register(new(Go, Standing())
        {
            Bind = item => new(EventData.Of(), Lane: null) { Priority = item.OwnerId is "ann" ? 1 : 0 },
        });
        await StartAsync();

        await AskAsync("cleo", 1);
        await AskAsync("bob", 1);
        await AskAsync("ann", 3);
        await EndAllAsync();

        Assert.Equal(["cleo", "ann", "ann", "ann", "bob"], _order);
    }

    [Fact]
    public async Task Ten_thousand_runs_of_one_owner_delay_the_first_of_another_by_one_turn()
    {
        EngineOptions = new() { MaxConcurrentRuns = 4 };
        await StartAsync(Standing());
        await AskAsync("ann", 10_000);
        await AskAsync("bob", 1);

        _open.SetResult();
        await Ledger.WaitForAsync("xyn.run.completed", Cancellation);
        var bobs = (await Ledger.ListAsync(new(RunState.Kind, Scope.Of("bob")), Cancellation)).Single();
        Assert.Equal(RunStatus.Completed, (await EndAsync(Guid.Parse(bobs.Id))).Status);

        Assert.InRange(_order.ToList().IndexOf("bob"), 0, 8);
    }

    [Fact]
    public async Task One_owner_fills_the_house_for_nobody_else()
    {
        EngineOptions = new() { MaxConcurrentRuns = 1, MaxWaitingRunsPerOwner = 2, MaxWaitingRuns = 4 };
        await StartAsync(Standing());
        await AskAsync("ann", 3);

        var own = await Assert.ThrowsAsync<NexusException>(() => AskAsync("ann", 1));
        await AskAsync("bob", 2);
        var all = await Assert.ThrowsAsync<NexusException>(() => AskAsync("cleo", 1));

        Assert.Equal(("run.too_many_waiting", "5"), (own.Error.Code, own.Error.Details!["retry_after_seconds"]));
        Assert.Contains("2 runs of ann", own.Error.Message, StringComparison.Ordinal);
        Assert.Equal("4 runs wait already.", all.Error.Message);
        await EndAllAsync();
        Assert.Equal((0, 0), Engine.Admission.Count());
        await AskAsync("ann", 1);
    }

    [Fact]
    public async Task An_event_is_recorded_although_another_has_no_room_for_the_run_it_starts()
    {
        EngineOptions = new() { MaxConcurrentRuns = 1, MaxWaitingRunsPerOwner = 1 };
        Plans.Register(new(Go, Standing()) { OwnerId = "ann", Lane = _ => null });
        await StartAsync();
        await AskAsync("bob", 4);

        var runs = (await Ledger.ListAsync(new(RunState.Kind, Scope.Of("ann")), Cancellation)).Select(RunRows.Run);

        Assert.Equal(4, (await Ledger.EventsAsync(new() { EventName = Go }, Cancellation)).Count);
        Assert.Equal(
            [(RunStatus.Created, null), (RunStatus.Running, null), (RunStatus.Failed, "run.too_many_waiting"),
                (RunStatus.Failed, "run.too_many_waiting")],
            runs.Select(run => (run.Status, run.Error?.Code)).OrderBy(run => run.Status));
        await EndAllAsync();
        Assert.Equal(2, _order.Count);
        Assert.Equal((0, 0), Engine.Admission.Count());
    }

    [Fact]
    public async Task After_a_stop_turns_are_as_fair()
    {
        EngineOptions = new() { MaxConcurrentRuns = 1 };
        await StartAsync(Standing());
        await AskAsync("ann", 3);
        await AskAsync("bob", 2);

        await RestartAsync(Standing());
        await EndAllAsync();

        Assert.Equal(["ann", "bob", "ann", "bob", "ann"], _order);
    }

    private Plan Standing() => new("one", Step("it", async (context, token) =>
    {
        await _open.Task.WaitAsync(token);
        _order.Enqueue(context.OwnerId);
    }));

    private async Task AskAsync(string owner, int count)
    {
        foreach (var numbers in Enumerable.Range(0, count).Chunk(500))
        {
            await Engine.EmitAsync(new([
                .. numbers.Select(number => Event(Go, $"{owner}-{number}-{_order.Count}") with { OwnerId = owner }),
            ]), Cancellation);
        }
    }

    private async Task EndAllAsync()
    {
        _open.TrySetResult();
        while (Engine.Book.All.ToList() is { Count: > 0 } left)
            await Task.WhenAll(left.Select(run => run.Ended)).WaitAsync(Cancellation);
    }
}
