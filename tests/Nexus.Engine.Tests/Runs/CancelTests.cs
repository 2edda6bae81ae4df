using Nexus.Contracts;
using Nexus.Engine.Runs;

namespace Nexus.Engine.Tests.Runs;

public sealed class CancelTests : EngineFixture
{
    private readonly Gate _gate = new();
    private readonly List<string> _undone = [];

    [Fact]
    public async Task A_run_that_waits_ends_at_once()
    {
        await StartAsync(new Plan("one", Step("stands", (_, token) => _gate.PassAsync(token))));
        await EmitAsync();
        var waiting = await EmitAsync();

        var view = await Runs.CancelAsync(waiting, "changed my mind", Cancellation);

        Assert.Equal((RunStatus.Cancelled, "changed my mind"), (view.Status, view.CancelReason));
        Assert.Equal(["run.created", "run.cancel.requested", "run.cancelled"], await EventsOfAsync(waiting));
    }

    [Fact]
    public async Task A_step_that_runs_is_stopped_and_skipped_with_the_reason()
    {
        await StartAsync(new Plan("one", Step("stands", (_, token) => _gate.PassAsync(token)), Step("never")));
        var run = await EmitAsync();
        await _gate.Reached;

        var view = await Runs.CancelAsync(run, "enough", Cancellation);

        Assert.Equal((RunStatus.Running, RunPhase.Cancelling), (view.Status, view.Phase));
        Assert.Equal(RunStatus.Cancelled, (await EndAsync(run)).Status);
        var step = Assert.Single(await StepsAsync(run));
        Assert.Equal((StepStatus.Skipped, "enough"), (step.Status, step.Reason));
    }

    [Fact]
    public async Task A_step_that_completes_all_the_same_is_recorded_and_then_undone()
    {
        var stubborn = Undoable("stands") with
        {
            RunAsync = async (_, _) =>
            {
                await _gate.PassStubbornlyAsync();
                return null;
            },
        };
        await StartAsync(new Plan("one", stubborn, Step("never")));
        var run = await EmitAsync();
        await _gate.Reached;
        await Runs.CancelAsync(run, "enough", Cancellation);

        _gate.Open();

        Assert.Equal(RunStatus.Cancelled, (await EndAsync(run)).Status);
        Assert.Equal(["stands"], _undone);
    }

    [Fact]
    public async Task A_step_between_two_attempts_is_skipped()
    {
        var broken = Step("breaks", (_, _) => Fail()) with
        {
            Retry = new(5, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10)),
        };
        await StartAsync(new Plan("one", broken));
        var run = await EmitAsync();
        await Ledger.WaitForAsync("xyn.step.retrying", Cancellation);

        await Runs.CancelAsync(run, "enough", Cancellation);

        Assert.Equal(RunStatus.Cancelled, (await EndAsync(run)).Status);
    }

    [Fact]
    public async Task A_run_that_is_undoing_goes_on_undoing()
    {
        var first = Undoable("first") with { CompensateAsync = (_, token) => _gate.PassAsync(token) };
        await StartAsync(new Plan("two", first, Step("breaks", (_, _) => Fail())));
        var run = await EmitAsync();
        await _gate.Reached;

        var view = await Runs.CancelAsync(run, "enough", Cancellation);
        _gate.Open();

        Assert.Equal(RunPhase.Compensating, view.Phase);
        Assert.Equal(RunStatus.Failed, (await EndAsync(run)).Status);
    }

    [Fact]
    public async Task Cancelling_twice_is_once()
    {
        await StartAsync(new Plan("one", Step("stands", (_, token) => _gate.PassAsync(token))));
        var run = await EmitAsync();
        await _gate.Reached;
        await Runs.CancelAsync(run, "one", Cancellation);
        await EndAsync(run);

        Assert.Equal("one", (await Runs.CancelAsync(run, "two", Cancellation)).CancelReason);
    }

    [Fact]
    public async Task A_completed_run_cannot_be_cancelled()
    {
        await StartAsync(new Plan("one", Step("any")));
        var outcome = await GoAsync();

        var failure = await Assert.ThrowsAsync<NexusException>(
            () => Runs.CancelAsync(outcome.RunId, "late", Cancellation));

        Assert.Equal("run.finished", failure.Error.Code);
    }

    [Fact]
    public async Task Completed_steps_are_undone_from_the_last_to_the_first()
    {
        await StartAsync(new Plan(
            "four", Undoable("a"), Step("plain"), Undoable("b"), Step("breaks", (_, _) => Fail())));

        var outcome = await GoAsync();

        Assert.Equal(["b", "a"], _undone);
        Assert.Equal(RunStatus.Failed, outcome.Status);
        Assert.Equal(
            [StepPhase.Compensated, StepPhase.Ended, StepPhase.Compensated, StepPhase.Ended],
            (await StepsAsync(outcome.RunId)).Select(step => step.Phase));
    }

    [Fact]
    public async Task A_step_that_cannot_be_undone_is_told_and_the_others_are_undone()
    {
        await StartAsync(new Plan(
            "three", Undoable("a"), Undoable("b") with { CompensateAsync = (_, _) => Fail("test.stuck") },
            Step("breaks", (_, _) => Fail())));

        var outcome = await GoAsync();

        Assert.Equal(["a"], _undone);
        Assert.Equal("test.broken", outcome.Error?.Code);
        Assert.Contains("step.compensation.failed", await EventsOfAsync(outcome.RunId));
    }

    private Step Undoable(string name) => Step(name) with
    {
        CompensateAsync = (_, _) =>
        {
            _undone.Add(name);
            return Task.CompletedTask;
        },
    };
}
