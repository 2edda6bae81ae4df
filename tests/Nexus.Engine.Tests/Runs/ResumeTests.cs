using Nexus.Contracts;
using Nexus.Engine.Runs;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Tests.Runs;

public sealed class ResumeTests : EngineFixture
{
    private readonly Gate _gate = new();
    private readonly List<StepContext> _seen = [];

    [Fact]
    public async Task A_stop_is_no_cancel_and_the_run_goes_on_at_its_last_step()
    {
        var first = 0;
        var counted = Step("first", (_, _) => Task.FromResult(first++));
        await StartAsync(new Plan("two", counted, Standing()));
        var run = await EmitAsync();
        await _gate.Reached;

        await RestartAsync(new Plan("two", counted, Seen()));

        Assert.Equal(RunStatus.Completed, (await EndAsync(run)).Status);
        Assert.Equal(1, first);
        Assert.Equal(
            ["step.started", "step.started", "step.completed"],
            (await EventsOfAsync(run)).Where(name => name.StartsWith("step", StringComparison.Ordinal)).Skip(2));
    }

    [Fact]
    public async Task The_interrupted_attempt_is_repeated_under_its_key_and_told_so()
    {
        await StartAsync(new Plan("one", Standing()));
        var run = await EmitAsync();
        await _gate.Reached;

        await RestartAsync(new Plan("one", Seen()));
        await EndAsync(run);

        Assert.Equal([false, true], _seen.Select(context => context.MayHaveRunBefore));
        var (key, attempt) = Assert.Single(
            _seen.Select(context => (context.IdempotencyKey, context.Attempt)).Distinct());
        var shown = RunRows.View(run, Assert.Single(await StepsAsync(run)));
        Assert.Equal((true, key, attempt), (shown.MayHaveRunBefore, shown.IdempotencyKey, shown.Attempt));
    }

    [Fact]
    public async Task Outputs_of_before_the_stop_are_there()
    {
        var first = Output("first", _ => EventData.Of(("port", 2222)));
        await StartAsync(new Plan("two", first, Standing()));
        var run = await EmitAsync();
        await _gate.Reached;

        await RestartAsync(new Plan("two", first, Seen()));
        await EndAsync(run);

        Assert.Equal(2222, _seen[^1].Outputs["first"].GetProperty("port").GetInt32());
    }

    [Fact]
    public async Task A_cancel_that_was_asked_for_before_the_stop_is_carried_out_after_it()
    {
        var deaf = Step("stands", async (_, _) =>
        {
            await _gate.PassStubbornlyAsync();
            throw new InvalidOperationException("The server stops.");
        });
        await StartAsync(new Plan("one", deaf));
        var run = await EmitAsync();
        await _gate.Reached;
        await Engine.Journal.RecordAsync(
            Engine.Book.Find(run)!, change => RunMachine.CancelRequested(change, Engine.Book.Find(run)!.Plan, "enough"),
            null, Cancellation);
        var stopping = Engine.DisposeAsync();
        _gate.Open();
        await stopping;

        await RestartAsync(new Plan("one", Seen()));

        Assert.Equal((RunStatus.Cancelled, "enough"), Ended(await EndAsync(run)));
        Assert.Empty(_seen);
    }

    [Fact]
    public async Task A_run_that_waited_in_its_lane_waits_again_and_then_runs()
    {
        await StartAsync(new Plan("one", Standing()));
        var first = await EmitAsync();
        var second = await EmitAsync();
        await _gate.Reached;

        await RestartAsync(new Plan("one", Seen()));
        await EndAsync(second);

        Assert.Equal([first, first, second], _seen.Select(context => context.RunId));
    }

    [Fact]
    public async Task Undoing_goes_on_after_a_stop()
    {
        var undone = new List<string>();
        var breaks = Step("breaks", (_, _) => Fail());
        await StartAsync(new Plan("three", Undo("a", undone), Standing("b"), breaks));
        var run = await EmitAsync();
        await _gate.Reached;

        await RestartAsync(new Plan("three", Undo("a", undone), Undo("b", undone), breaks));

        Assert.Equal(RunStatus.Failed, (await EndAsync(run)).Status);
        Assert.Equal(["b", "a"], undone);
    }

    [Fact]
    public async Task A_run_whose_plan_is_gone_fails_and_says_so()
    {
        await StartAsync(new Plan("one", Standing()));
        var run = await EmitAsync();
        await _gate.Reached;

        await RestartAsync(new Plan("another", Seen()));

        Assert.Equal("run.plan_changed", (await EndAsync(run)).Error?.Code);
        Assert.Equal(StepStatus.Failed, Assert.Single(await StepsAsync(run)).Status);
    }

    [Fact]
    public async Task A_run_that_waited_and_whose_plan_is_gone_fails_and_says_so()
    {
        await StartAsync(new Plan("one", Standing()));
        await EmitAsync();
        var waiting = await EmitAsync();
        await _gate.Reached;

        await RestartAsync(new Plan("another", Seen()));

        var outcome = await EndAsync(waiting);
        Assert.Equal((RunStatus.Failed, "run.plan_changed"), (outcome.Status, outcome.Error?.Code));
    }

    [Fact]
    public async Task Undoing_that_the_plan_no_longer_knows_ends_the_run()
    {
        var breaks = Step("breaks", (_, _) => Fail());
        await StartAsync(new Plan("two", Standing("a"), breaks));
        var run = await EmitAsync();
        await _gate.Reached;

        await RestartAsync(new Plan("two", Step("a"), breaks));

        Assert.Equal("test.broken", (await EndAsync(run)).Error?.Code);
    }

    private static (RunStatus, string?) Ended(RunOutcome outcome) => (outcome.Status, outcome.CancelReason);

    private Step Standing() => Step("stands", async (context, token) =>
    {
        _seen.Add(context);
        await _gate.PassAsync(token);
    });

    /// <summary>Done, but its undoing stands still.</summary>
    private Step Standing(string name) => Step(name) with { CompensateAsync = (_, token) => _gate.PassAsync(token) };

    private Step Seen() => Step("stands", (context, _) =>
    {
        _seen.Add(context);
        return Task.CompletedTask;
    });

    private static Step Undo(string name, List<string> undone) => Step(name) with
    {
        CompensateAsync = (_, _) =>
        {
            undone.Add(name);
            return Task.CompletedTask;
        },
    };
}
