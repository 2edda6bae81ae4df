using System.Collections.Concurrent;
using Nexus.Contracts;
using Nexus.Engine.Runs;

namespace Nexus.Engine.Tests.Runs;

/// <summary>Plans whose steps say what they need.</summary>
public sealed class BranchTests : EngineFixture
{
    private readonly Gate _left = new();
    private readonly Gate _right = new();
    private readonly ConcurrentQueue<StepContext> _seen = new();

    [Fact]
    public async Task Branches_go_on_at_the_same_time_and_meet_again()
    {
        await StartAsync(new Plan("diamond", Seen("begin"), Left(), Right(), Seen("end", "left", "right")));
        var run = await EmitAsync();
        await _left.Reached;
        await _right.Reached;
        _right.Open();
        _left.Open();

        var outcome = await EndAsync(run);

        Assert.Equal(RunStatus.Completed, outcome.Status);
        Assert.Equal("end", (await StepsAsync(run))[^1].Name);
        Assert.Equal(["begin", "end"], _seen.Select(NameOf));
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("end")]
    [InlineData("late")]
    public void A_plan_in_which_a_step_would_never_begin_is_refused(string needed) =>
        Assert.Throws<ArgumentException>(() => Plans.Register(new(
            Go, new Plan("stuck", Step("begin"), Seen("end", needed), Step("late")))));

    [Fact]
    public async Task What_its_condition_does_not_want_is_skipped_and_the_rest_goes_on()
    {
        await StartAsync(new Plan(
            "choice", Step("first"),
            Seen("never") with { When = context => context.Statuses["first"] is StepStatus.Failed }, Seen("after")));

        var outcome = await GoAsync();

        Assert.Equal(RunStatus.Completed, outcome.Status);
        Assert.Equal(["after"], _seen.Select(NameOf));
        Assert.Equal(
            (StepStatus.Skipped, "Its condition does not hold."),
            ((await StepsAsync(outcome.RunId))[1].Status, (await StepsAsync(outcome.RunId))[1].Reason));
    }

    [Fact]
    public async Task A_condition_that_cannot_be_told_fails_the_run()
    {
        await StartAsync(new Plan("choice", Step("first") with
        {
            When = _ => throw new NexusException(new("test.unknown", "Not known.", "Say it.")),
        }));

        Assert.Equal("test.unknown", (await GoAsync()).Error?.Code);
    }

    [Fact]
    public async Task An_optional_step_may_fail_and_others_can_tell()
    {
        await StartAsync(new Plan(
            "optional", Step("breaks", (_, _) => Fail()) with { IsOptional = true },
            Seen("mend") with { When = context => context.Statuses["breaks"] is StepStatus.Failed }));

        Assert.Equal(RunStatus.Completed, (await GoAsync()).Status);
        Assert.Equal(["mend"], _seen.Select(NameOf));
    }

    [Fact]
    public async Task A_branch_that_fails_ends_the_others_and_then_all_is_undone()
    {
        var undone = new List<string>();
        var begin = Step("begin") with
        {
            CompensateAsync = (_, _) =>
            {
                undone.Add("begin");
                return Task.CompletedTask;
            },
        };
        await StartAsync(new Plan("diamond", begin, Left(), Step("right", async (_, token) =>
        {
            await _right.PassAsync(token);
            await Fail();
        }) with
        { Needs = ["begin"] }));
        var run = await EmitAsync();
        await _left.Reached;
        await _right.Reached;

        _right.Open();

        var outcome = await EndAsync(run);
        Assert.Equal((RunStatus.Failed, "test.broken"), (outcome.Status, outcome.Error?.Code));
        Assert.Equal("Another step failed.", (await StepsAsync(run)).Single(step => step.Name is "left").Reason);
        Assert.Equal(["begin"], undone);
    }

    [Fact]
    public async Task A_cancel_ends_every_branch()
    {
        await StartAsync(new Plan("diamond", Step("begin"), Left(), Right(), Seen("end", "left", "right")));
        var run = await EmitAsync();
        await _left.Reached;
        await _right.Reached;

        await Runs.CancelAsync(run, "enough", Cancellation);

        Assert.Equal(RunStatus.Cancelled, (await EndAsync(run)).Status);
        Assert.Equal(["enough", "enough"], (await StepsAsync(run)).Skip(1).Select(step => step.Reason));
    }

    [Fact]
    public async Task After_a_stop_every_interrupted_attempt_is_repeated_under_its_key()
    {
        await StartAsync(new Plan("diamond", Step("begin"), Left(), Right(), Seen("end", "left", "right")));
        var run = await EmitAsync();
        await _left.Reached;
        await _right.Reached;
        var keys = (await StepsAsync(run)).Skip(1).Select(step => $"{step.StepId}-1").Order(StringComparer.Ordinal);

        await RestartAsync(new Plan(
            "diamond", Step("begin"), Seen("left", "begin"), Seen("right", "begin"), Seen("end", "left", "right")));

        Assert.Equal(RunStatus.Completed, (await EndAsync(run)).Status);
        var repeated = _seen.Where(context => context.MayHaveRunBefore).ToList();
        Assert.Equal(keys, repeated.Select(context => context.IdempotencyKey).Order(StringComparer.Ordinal));
        Assert.Equal("end", NameOf(_seen.Last()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_the_plan_each_step_is_done_once_and_after_what_it_needs(int seed)
    {
        var random = new Random(seed);
        var order = new ConcurrentQueue<string>();
        var steps = Enumerable.Range(0, 40).Select(i => Step($"s{i}", async (_, _) =>
        {
            await Task.Yield();
            order.Enqueue($"s{i}");
        }) with
        {
            Needs = [.. Enumerable.Range(0, i).Where(_ => random.Next(8) == 0).Select(need => $"s{need}")],
            When = random.Next(5) == 0 ? _ => false : null,
        }).ToArray();
        await StartAsync(new Plan("random", steps));

        var outcome = await GoAsync();

        Assert.Equal(RunStatus.Completed, outcome.Status);
        var done = order.ToList();
        Assert.Equal(
            steps.Where(step => step.When is null).Select(step => step.Name).Order(StringComparer.Ordinal),
            done.Order(StringComparer.Ordinal));
        foreach (var step in steps.Where(step => step.When is null))
            Assert.All(step.Needs!, need => Assert.True(done.IndexOf(need) < done.IndexOf(step.Name)));
    }

    private Step Left() => Step("left", (_, token) => _left.PassAsync(token)) with { Needs = ["begin"] };

    private Step Right() => Step("right", (_, token) => _right.PassAsync(token)) with { Needs = ["begin"] };

    private Step Seen(string name, params string[] needs) => Step(name, (context, _) =>
    {
        _seen.Enqueue(context);
        return Task.CompletedTask;
    }) with
    { Needs = needs.Length == 0 ? null : needs };

    private static string NameOf(StepContext context) =>
        context.Before.Single(step => step.StepId == context.StepId).Name;
}
