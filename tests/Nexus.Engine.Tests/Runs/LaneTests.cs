using Nexus.Contracts;
using Nexus.Engine.Runs;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Tests.Runs;

public sealed class LaneTests : EngineFixture
{
    private readonly Gate _gate = new();
    private readonly List<Guid> _began = [];

    [Fact]
    public async Task Runs_of_one_lane_follow_each_other()
    {
        await StartAsync(Standing());
        var first = await EmitAsync();
        var second = await EmitAsync();
        await _gate.Reached;

        Assert.Equal((RunStatus.Created, "lane"), Waits(await RunAsync(second)));
        _gate.Open();
        await EndAsync(second);

        Assert.Equal([first, second], _began);
    }

    [Fact]
    public async Task Runs_of_different_lanes_do_not_wait_for_each_other()
    {
        await StartAsync(Standing());
        await EmitAsync("thing-1");
        var other = await EmitAsync("thing-2");

        Assert.Equal(RunStatus.Running, (await RunAsync(other)).Status);
    }

    [Fact]
    public async Task A_newer_run_ends_the_one_before_and_then_runs()
    {
        Plans.Register(new(Go, Standing()) { OnBusy = OnBusy.CancelRunning });
        await StartAsync();
        var first = await EmitAsync();
        await _gate.Reached;
        _gate.Open();
        var second = await EmitAsync();

        await EndAsync(first);

        Assert.Equal(RunStatus.Completed, (await EndAsync(second)).Status);
    }

    [Fact]
    public async Task A_run_that_is_superseded_says_by_which()
    {
        Plans.Register(new(Go, Standing()) { OnBusy = OnBusy.CancelRunning });
        await StartAsync();
        var first = await EmitAsync();
        await _gate.Reached;
        var second = await EmitAsync();

        Assert.Equal($"superseded by run {second}", (await EndAsync(first)).CancelReason);
    }

    [Fact]
    public async Task A_trigger_that_skips_starts_nothing_in_a_busy_lane()
    {
        Plans.Register(new(Go, Standing()) { OnBusy = OnBusy.Skip });
        await StartAsync();
        var first = await EmitAsync();

        Assert.Equal(first, await EmitAsync());
    }

    [Fact]
    public async Task No_more_runs_execute_than_there_are_slots()
    {
        EngineOptions = new() { MaxConcurrentRuns = 1 };
        await StartAsync(Standing());
        await EmitAsync("thing-1");
        var second = await EmitAsync("thing-2");

        Assert.Equal((RunStatus.Created, "slot"), Waits(await RunAsync(second)));
        _gate.Open();

        Assert.Equal(RunStatus.Completed, (await EndAsync(second)).Status);
    }

    [Fact]
    public async Task When_too_many_wait_the_event_is_refused()
    {
        EngineOptions = new() { MaxConcurrentRuns = 1, MaxWaitingRuns = 1 };
        await StartAsync(Standing());
        await EmitAsync("thing-1");
        await EmitAsync("thing-2");
        var head = Ledger.Head;

        var failure = await Assert.ThrowsAsync<NexusException>(() => EmitAsync("thing-3"));

        Assert.Equal(("run.too_many_waiting", head), (failure.Error.Code, Ledger.Head));
    }

    [Fact]
    public async Task A_run_whose_commit_is_refused_is_never_the_run_of_its_lane()
    {
        await StartAsync(Standing());
        var row = new StateRow("thing", "thing-1", "one", "user-1", Version: 1, "{}");
        var all = Enumerable.Range(0, 8).Select(_ => Engine.EmitAsync(new([Event(Go)], row), Cancellation)).ToList();

        var run = await Runs.RunOfAsync("thing-1", Cancellation);

        Assert.Equal(run, (await RunAsync(run!.Value)).RunId);
        var refused = await Task.WhenAll(all.Select(async emit => await Record.ExceptionAsync(() => emit)));
        Assert.Equal(7, refused.OfType<NexusException>().Count(e => e.Error.Code is "ledger.conflict"));
    }

    private static (RunStatus, string?) Waits(RunView run) => (run.Status, run.WaitingFor);

    private Plan Standing() => new("one", Step("stands", async (context, token) =>
    {
        _began.Add(context.RunId);
        await _gate.PassAsync(token);
    }));
}
