using System.Collections.Concurrent;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Engine.Runs;

namespace Nexus.Engine.Tests.Runs;

/// <summary>What one run may use.</summary>
public sealed class LimitTests : EngineFixture
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private readonly Gate _gate = new();
    private readonly ConcurrentQueue<string> _done = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_step_that_is_one_too_many_does_not_begin(bool isBranching)
    {
        var last = isBranching ? Done("c") with { Needs = ["a", "b"] } : Done("c");
        await StartAsync(Limited(2, Done("a"), Done("b"), last));

        var outcome = await GoAsync();

        Assert.Equal((RunStatus.Failed, "run.limit_reached"), Ended(outcome));
        Assert.Equal(["a", "b", "tell"], _done);
    }

    [Fact]
    public async Task Items_are_steps_and_of_too_many_none_is_done()
    {
        await StartAsync(Limited(4, Done("a"), Each(4)));

        Assert.Equal((RunStatus.Failed, "run.limit_reached"), Ended(await GoAsync()));
        Assert.Equal(["a", "tell"], _done);
    }

    [Fact]
    public async Task What_is_skipped_and_another_attempt_are_no_steps_more()
    {
        var attempts = 0;
        var again = Step("again", (_, _) => attempts++ < 2 ? Fail() : Task.CompletedTask) with
        {
            Retry = new(3, TimeSpan.Zero, TimeSpan.Zero),
        };
        await StartAsync(Limited(4, Done("never") with { When = _ => false }, again, Each(3)));

        Assert.Equal(RunStatus.Completed, (await GoAsync()).Status);
        Assert.Equal(3, attempts);
    }

    [Fact]
    public async Task What_takes_too_long_is_ended_also_when_it_may_fail()
    {
        await StartAsync(Limited(
            9, Step("stands", (_, token) => _gate.PassAsync(token)) with { Deadline = 9 * Hour, IsOptional = true }));
        var run = await EmitAsync();
        await _gate.Reached;

        Clock.Advance(Hour);

        var outcome = await EndAsync(run);
        Assert.Equal((RunStatus.Failed, "run.limit_reached"), Ended(outcome));
        Assert.Equal("run.limit_reached", (await StepsAsync(run))[0].Error?.Code);
        Assert.Equal(["tell"], _done);
    }

    [Fact]
    public async Task The_time_until_another_attempt_is_counted()
    {
        await StartAsync(Limited(9, Step("breaks", (_, _) => Fail()) with { Retry = new(9, 99 * Hour, 99 * Hour) }));
        var run = await EmitAsync();
        await Ledger.WaitForAsync("xyn.step.retrying", Cancellation);

        var end = EndAsync(run);
        while (!end.IsCompleted)
        {
            await Task.WhenAny(end, Clock.WaitForTimerAsync(Cancellation));
            Clock.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }

        Assert.Equal((RunStatus.Failed, "run.limit_reached"), Ended(await end));
    }

    [Fact]
    public async Task The_time_goes_on_while_no_server_runs()
    {
        await StartAsync(Limited(9, Step("stands", (_, token) => _gate.PassAsync(token)), Done("never")));
        var run = await EmitAsync();
        await _gate.Reached;

        await RestartAsync(() => Clock.Advance(2 * Hour), Limited(9, Done("stands"), Done("never")));

        Assert.Equal((RunStatus.Failed, "run.limit_reached"), Ended(await EndAsync(run)));
        Assert.Equal(["tell"], _done);
    }

    [Theory]
    [InlineData(40, RunStatus.Completed)]
    [InlineData(60, RunStatus.Failed)]
    public async Task The_time_it_waits_for_a_decision_is_not_counted(int minutes, RunStatus expected)
    {
        var plan = Limited(
            9, Step("first", (_, token) => _gate.PassAsync(token)) with { Deadline = 9 * Hour },
            Done("ask") with { Gate = new() }, Done("last"));
        await StartAsync(plan);
        var run = await EmitAsync();
        await _gate.Reached;
        Clock.Advance(TimeSpan.FromMinutes(15));
        _gate.Open();
        await Ledger.WaitForAsync("xyn.gate.requested", Cancellation);
        Clock.Advance(72 * Hour);
        await RestartAsync(() => Clock.Advance(2 * Hour), plan with
        {
            Steps = [Done("first"), Done("ask") with { Gate = new() }, Step("last", (_, _) =>
            {
                Clock.Advance(TimeSpan.FromMinutes(minutes));
                return Task.CompletedTask;
            }), Done("more")],
        });

        var active = Engine.Book.Find(run)!;
        await Engine.DecideAsync(
            active, active.Snapshot.Steps.Single(step => step.IsGate).StepId, StepHistory.GateApproved,
            new(true, "user-1", null, Clock.GetUtcNow()));

        Assert.Equal(expected, (await EndAsync(run)).Status);
    }

    [Fact]
    public async Task A_clock_that_is_set_does_not_count()
    {
        await StartAsync(Limited(9, Step("stands", (_, token) => _gate.PassAsync(token)), Done("after")));
        var run = await EmitAsync();
        await _gate.Reached;

        Clock.Jump(24 * Hour);
        _gate.Open();

        Assert.Equal(RunStatus.Completed, (await EndAsync(run)).Status);
    }

    [Theory]
    [InlineData(2, RunStatus.Completed)]
    [InlineData(3, RunStatus.Failed)]
    public async Task What_its_steps_return_together_is_bounded_also_when_they_may_fail(int items, RunStatus expected)
    {
        // A hundred bytes each, the list of them not counted again.
        var text = JsonElement.Parse($"\"{new string('x', 98)}\"");
        var each = Each(items) with { RunAsync = (_, _) => Task.FromResult<JsonElement?>(text), IsOptional = true };
        await StartAsync(Limited(9, Done("first"), each, Step("last")) with
        {
            Limits = new(9, Hour, OutputBytes: 299),
            OnFailure = [Done("tell") with { RunAsync = (_, _) => Task.FromResult<JsonElement?>(text) }],
        });

        var outcome = await GoAsync();

        Assert.Equal(expected, outcome.Status);
        Assert.Equal(expected is RunStatus.Failed ? "run.limit_reached" : null, outcome.Error?.Code);
        var steps = await StepsAsync(outcome.RunId);
        Assert.Equal(
            expected is RunStatus.Failed ? ["each[2]"] : [],
            steps.Where(step => step.Status is StepStatus.Failed).Select(step => step.Name));
        Assert.Equal(
            expected is RunStatus.Failed, steps.Any(step => step is { Name: "tell", Status: StepStatus.Completed }));
    }

    private Plan Limited(int steps, params Step[] plan) =>
        new("limited", plan) { Limits = new(steps, Hour), OnFailure = [Done("tell")] };

    private Step Done(string name) => Step(name, (_, _) =>
    {
        _done.Enqueue(name);
        return Task.CompletedTask;
    });

    private Step Each(int count) => Done("each") with
    {
        ForEach = new(_ => JsonElement.Parse($"[{string.Join(',', Enumerable.Range(0, count))}]"), 2),
    };

    private static (RunStatus, string?) Ended(RunOutcome outcome) => (outcome.Status, outcome.Error?.Code);
}
