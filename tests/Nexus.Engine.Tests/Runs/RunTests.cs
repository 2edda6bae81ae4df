using System.Text.Json;
using Nexus.Contracts;
using Nexus.Engine.Runs;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Tests.Runs;

public sealed class RunTests : EngineFixture
{
    [Fact]
    public async Task A_run_tells_its_story_in_events()
    {
        await StartAsync(new Plan("two", Step("first"), Step("second")));

        var outcome = await GoAsync();

        Assert.Equal(RunStatus.Completed, outcome.Status);
        Assert.Equal(
            [
                "run.created", "run.started", "step.started", "step.completed", "step.started", "step.completed",
                "run.completed",
            ],
            await EventsOfAsync(outcome.RunId));
    }

    [Fact]
    public async Task The_event_and_the_start_of_its_run_share_one_transaction()
    {
        var gate = new Gate();
        await StartAsync(new Plan("one", Step("stands", (_, token) => gate.PassAsync(token))));
        var before = Ledger.Transactions;

        await EmitAsync();
        await gate.Reached;

        Assert.Equal(before + 1, Ledger.Transactions);
    }

    [Fact]
    public async Task The_outcome_of_a_step_is_durable_before_the_next_begins()
    {
        IReadOnlyList<StepState> seen = [];
        await StartAsync(new Plan("two", Output("first", _ => EventData.Of(("port", 1))), Step(
            "second", async (context, _) => seen = await StepsAsync(context.RunId))));

        await GoAsync();

        Assert.Equal([StepStatus.Completed, StepStatus.Running], seen.Select(step => step.Status));
    }

    [Fact]
    public async Task A_step_sees_inputs_and_earlier_outputs()
    {
        JsonElement? both = null;
        await StartAsync(new Plan("two", Output("first", context => context.Inputs.GetProperty("size")), Output(
            "second", context => both = EventData.Of(("sum", context.Outputs["first"].GetInt32() + 1)))));

        var outcome = await EndAsync(await EmitAsync("thing-1", ("size", 41)));

        Assert.Equal(42, both?.GetProperty("sum").GetInt32());
        Assert.Equal(42, (await RunAsync(outcome.RunId)).Outputs?.GetProperty("sum").GetInt32());
    }

    [Fact]
    public async Task A_failing_step_fails_the_run_with_its_error()
    {
        await StartAsync(new Plan("one", Step("breaks", (_, _) => Fail())));

        var outcome = await GoAsync();

        Assert.Equal(RunStatus.Failed, outcome.Status);
        Assert.Equal(new("test.broken", "It broke.", "Mend it."), (await RunAsync(outcome.RunId)).Error);
    }

    [Fact]
    public async Task An_unexpected_exception_says_where_and_nothing_of_its_text()
    {
        await StartAsync(new Plan("one", Step("breaks", (_, _) => throw new InvalidDataException("secret"))));

        var outcome = await GoAsync();

        Assert.Equal("run.step_failed", outcome.Error?.Code);
        Assert.DoesNotContain("secret", outcome.Error?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_beyond_its_deadline_times_out()
    {
        var gate = new Gate();
        await StartAsync(new Plan("one", Step("slow", (_, token) => gate.PassAsync(token))));
        var run = await EmitAsync();
        await gate.Reached;

        Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("run.step_timeout", (await EndAsync(run)).Error?.Code);
    }

    [Fact]
    public async Task A_step_that_ignores_its_deadline_is_left_behind_after_the_grace()
    {
        var gate = new Gate();
        await StartAsync(new Plan("one", Step("deaf", (_, _) => gate.PassStubbornlyAsync())));
        var run = await EmitAsync();
        await gate.Reached;

        Clock.Advance(TimeSpan.FromMinutes(1));
        await Clock.WaitForTimerAsync(Cancellation);
        Clock.Advance(EngineOptions.Grace);

        Assert.Equal("run.step_timeout", (await EndAsync(run)).Error?.Code);
    }

    [Fact]
    public async Task What_a_plan_adds_commits_with_the_end_of_its_run()
    {
        var plan = new Plan("one", Step("breaks", (_, _) => Fail()))
        {
            OnFinished = (outcome, _) => Task.FromResult<LedgerBatch?>(
                new([Event("test.told")], Row("told", outcome.Error?.Code ?? ""))),
        };
        await StartAsync(plan);

        await GoAsync();

        Assert.Equal("test.broken", (await Ledger.FindAsync("thing", "told", Cancellation))?.Name);
    }

    [Fact]
    public async Task What_a_step_adds_commits_with_its_completion()
    {
        await StartAsync(new Plan("one", Step("adds", (context, _) =>
        {
            context.AlsoCommit = new([], Row("added"));
            return Task.CompletedTask;
        })));

        await GoAsync();

        Assert.NotNull(await Ledger.FindAsync("thing", "added", Cancellation));
    }

    [Fact]
    public async Task A_conflict_in_what_a_step_adds_fails_the_step()
    {
        await AppendAsync(Row("added"));
        await StartAsync(new Plan("one", Step("adds", (context, _) =>
        {
            context.AlsoCommit = new([], Row("added"));
            return Task.CompletedTask;
        })));

        Assert.Equal("ledger.conflict", (await GoAsync()).Error?.Code);
    }

    [Fact]
    public async Task A_batch_that_conflicts_starts_no_run()
    {
        await AppendAsync(Row("a"));
        await StartAsync(new Plan("one", Step("any")));

        await Assert.ThrowsAsync<NexusException>(() => Engine.EmitAsync(new([Event(Go)], Row("a")), Cancellation));

        Assert.False(Runs.IsBusy("thing-1"));
        Assert.Equal(RunStatus.Completed, (await GoAsync()).Status);
    }

    [Fact]
    public async Task An_event_of_ours_that_is_not_in_the_catalogue_is_refused()
    {
        await StartAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => Engine.EmitAsync(new([Event("xyn.thing.invented")]), Cancellation));
    }
}
