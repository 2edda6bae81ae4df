using System.Collections.Concurrent;
using Nexus.Contracts;
using Nexus.Engine.Runs;

namespace Nexus.Engine.Tests.Runs;

/// <summary>What is done when a run has failed.</summary>
public sealed class OnFailureTests : EngineFixture
{
    private readonly Gate _gate = new();
    private readonly ConcurrentQueue<StepContext> _seen = new();

    [Fact]
    public async Task It_knows_what_failed_and_the_run_fails_as_it_would_have()
    {
        await StartAsync(Failing(Seen("tell")));

        var outcome = await GoAsync();

        Assert.Equal((RunStatus.Failed, "test.broken"), Ended(outcome));
        var seen = Assert.Single(_seen);
        Assert.Equal("test.broken", seen.RunError?.Code);
        Assert.Equal(
            [("fine", StepStatus.Completed), ("breaks", StepStatus.Failed), ("tell", StepStatus.Running)],
            seen.Statuses.Select(pair => (pair.Key, pair.Value)));
        Assert.Equal(
            ["step.failed", "run.failing", "step.started", "step.completed", "run.failed"],
            (await EventsOfAsync(outcome.RunId)).TakeLast(5));
    }

    [Fact]
    public async Task A_run_that_completes_or_is_cancelled_does_without()
    {
        await StartAsync(new Plan("fine", Step("stands", (_, token) => _gate.PassAsync(token)))
        {
            OnFailure = [Seen("tell")],
        });
        var cancelled = await EmitAsync("thing-1");
        await _gate.Reached;
        await Runs.CancelAsync(cancelled, "enough", Cancellation);
        _gate.Open();

        Assert.Equal(RunStatus.Cancelled, (await EndAsync(cancelled)).Status);
        Assert.Equal(RunStatus.Completed, (await EndAsync(await EmitAsync("thing-2"))).Status);
        Assert.Empty(_seen);
    }

    [Fact]
    public async Task It_begins_when_the_other_branches_have_ended_and_with_a_token_of_its_own()
    {
        await StartAsync(new Plan(
            "branches", Step("stands", (_, token) => _gate.PassAsync(token)) with { Needs = [] },
            Step("breaks", async (_, _) =>
            {
                await _gate.Reached;
                await Fail();
            }) with
            { Needs = [] })
        {
            OnFailure = [Step("tell", (context, token) =>
            {
                _seen.Enqueue(context);
                token.ThrowIfCancellationRequested();
                return Task.CompletedTask;
            })],
        });

        var outcome = await GoAsync();

        Assert.Equal((RunStatus.Failed, "test.broken"), Ended(outcome));
        Assert.Equal(StepStatus.Skipped, Assert.Single(_seen).Statuses["stands"]);
        Assert.Equal(StepStatus.Completed, (await StepsAsync(outcome.RunId))[^1].Status);
    }

    [Fact]
    public async Task What_was_done_is_undone_first()
    {
        await StartAsync(new Plan("undoes", Step("fine") with
        {
            CompensateAsync = (context, _) =>
            {
                _seen.Enqueue(context);
                return Task.CompletedTask;
            },
        }, Step("breaks", (_, _) => Fail()))
        { OnFailure = [Seen("tell")] });

        var outcome = await GoAsync();

        Assert.Equal(RunStatus.Failed, outcome.Status);
        Assert.Equal(2, _seen.Count);
        Assert.Equal("step.compensated", (await EventsOfAsync(outcome.RunId))[^5]);
    }

    [Fact]
    public async Task Its_own_failure_ends_it_and_is_not_the_failure_of_the_run()
    {
        await StartAsync(Failing(
            Step("may", (_, _) => Fail("test.other")) with { IsOptional = true }, Seen("tell"),
            Step("breaks_too", (_, _) => Fail("test.another")), Seen("never")));

        var outcome = await GoAsync();

        Assert.Equal((RunStatus.Failed, "test.broken"), Ended(outcome));
        Assert.Equal(
            ["completed", "failed", "failed", "completed", "failed"],
            (await StepsAsync(outcome.RunId)).Select(step => $"{step.Status}".ToLowerInvariant()));
        Assert.Single(await EventsOfAsync(outcome.RunId), name => name is "run.failing");
    }

    [Fact]
    public async Task It_may_have_branches_conditions_items_and_gates()
    {
        await StartAsync(Failing(
            Seen("all") with { Needs = [], ForEach = new(_ => JsonOf("[1, 2]")) },
            Seen("never") with { Needs = [], When = _ => false },
            Seen("ask") with { Needs = ["all", "never"], Gate = new() }));
        var run = await EmitAsync();
        await Ledger.WaitForAsync("xyn.gate.requested", Cancellation);
        Assert.Equal((RunStatus.Running, RunPhase.Failing, "gate"), Shown(await RunAsync(run)));
        await RestartAsync(Failing(
            Seen("all") with { Needs = [], ForEach = new(_ => JsonOf("[1, 2]")) },
            Seen("never") with { Needs = [], When = _ => false },
            Seen("ask") with { Needs = ["all", "never"], Gate = new() }));

        var active = Engine.Book.Find(run)!;
        Assert.True(await Engine.DecideAsync(
            active, active.Snapshot.Steps.Single(step => step.IsGate).StepId, StepHistory.GateApproved,
            new(true, "user-1", null, Clock.GetUtcNow())));

        Assert.Equal((RunStatus.Failed, "test.broken"), Ended(await EndAsync(run)));
        Assert.Equal(3, _seen.Count);
    }

    [Fact]
    public async Task After_a_stop_it_goes_on_where_it_was()
    {
        await StartAsync(Failing(Seen("first"), Step("stands", (_, token) => _gate.PassAsync(token)), Seen("last")));
        var run = await EmitAsync();
        await _gate.Reached;

        await RestartAsync(Failing(Seen("first"), Seen("stands"), Seen("last")));

        Assert.Equal((RunStatus.Failed, "test.broken"), Ended(await EndAsync(run)));
        Assert.Equal(["False", "True", "False"], _seen.Select(context => $"{context.MayHaveRunBefore}"));
    }

    [Fact]
    public async Task A_cancel_ends_it_and_the_run_has_failed()
    {
        await StartAsync(Failing(Step("stands", (_, token) => _gate.PassAsync(token)), Seen("never")));
        var run = await EmitAsync();
        await _gate.Reached;

        await Runs.CancelAsync(run, "enough", Cancellation);

        Assert.Equal((RunStatus.Failed, "test.broken"), Ended(await EndAsync(run)));
        Assert.Equal("enough", (await StepsAsync(run))[^1].Reason);
        Assert.Empty(_seen);
    }

    [Fact]
    public void A_plan_that_undoes_it_or_calls_two_steps_the_same_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Plans.Register(new(Go, Failing(Step("fine")))));
        Assert.Throws<ArgumentException>(() => Plans.Register(new(Go, Failing(Step("tell") with
        {
            CompensateAsync = (_, _) => Task.CompletedTask,
        }))));
    }

    private static Plan Failing(params Step[] steps) =>
        new("fails", Step("fine"), Step("breaks", (_, _) => Fail())) { OnFailure = steps };

    private Step Seen(string name) => Step(name, (context, _) =>
    {
        _seen.Enqueue(context);
        return Task.CompletedTask;
    });

    private static System.Text.Json.JsonElement JsonOf(string text) => System.Text.Json.JsonElement.Parse(text);

    private static (RunStatus, string?) Ended(RunOutcome outcome) => (outcome.Status, outcome.Error?.Code);

    private static (RunStatus, RunPhase, string?) Shown(RunView run) => (run.Status, run.Phase, run.WaitingFor);
}
