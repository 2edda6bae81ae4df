using System.Text.Json;
using Nexus.Contracts;
using Nexus.Engine.Runs;
using Nexus.Engine.Runs.Replaying;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Tests.Runs;

/// <summary>What is recorded of a run leads the engine to the states it was in.</summary>
public sealed class ReplayTests : EngineFixture
{
    private readonly Gate _gate = new();

    [Theory]
    [InlineData("fine")]
    [InlineData("breaks")]
    [InlineData("undoes")]
    [InlineData("undoes badly")]
    [InlineData("branches")]
    [InlineData("limited")]
    [InlineData("handles")]
    [InlineData("no result")]
    public async Task It_does_of_every_kind_of_run(string kind)
    {
        var plan = Plan(kind);
        await StartAsync(plan);
        var run = (await GoAsync()).RunId;

        Assert.Null(await DifferenceAsync(plan, run));
    }

    [Fact]
    public async Task It_does_of_one_that_heard_what_must_not_be_seen()
    {
        const string secret = "canary-4711";
        Redactor.Protect(secret);
        var seen = new List<string>();
        var plan = new Plan(
            "hears", Output("hear", _ => EventData.Of(("heard", secret))),
            Step("chosen") with { When = context => Heard(context) is secret },
            Output("hand", context => EventData.Of(("handed", Heard(context)))),
            Step("break", (context, _) =>
            {
                seen.Add(Heard(context));
                throw new NexusException(new("test.broken", $"It broke of {secret}."));
            }))
        {
            OnFailure = [Step("tell", (context, _) =>
            {
                seen.Add(context.RunError!.Message);
                return Task.CompletedTask;
            })],
        };
        await StartAsync(plan);
        var run = (await GoAsync()).RunId;

        Assert.Equal(["***", "It broke of ***."], seen);
        Assert.Null(await DifferenceAsync(plan, run));

        static string Heard(StepContext context) => context.Outputs["hear"].GetProperty("heard").GetString()!;
    }

    [Fact]
    public async Task It_does_of_one_that_waited_was_decided_and_was_cancelled()
    {
        var plan = new Plan(
            "asks", Step("ask") with { Gate = new(TimeSpan.FromHours(1)) { Message = _ => "May I?" } },
            Step("stands", (_, token) => _gate.PassAsync(token)), Step("never"));
        await StartAsync(plan);
        var run = await EmitAsync();
        var waiting = await EmitAsync();
        await Ledger.WaitForAsync("xyn.gate.requested", Cancellation);
        Assert.Null(await DifferenceAsync(plan, run));
        var active = Engine.Book.Find(run)!;
        await Engine.DecideAsync(
            active, active.Snapshot.Steps[0].StepId, StepHistory.GateApproved,
            new(true, "user-1", "go", Clock.GetUtcNow()));
        await _gate.Reached;
        await Runs.CancelAsync(waiting, "not now", Cancellation);
        await Runs.CancelAsync(run, "enough", Cancellation);
        await EndAsync(run);

        Assert.Null(await DifferenceAsync(plan, run));
        Assert.Null(await DifferenceAsync(plan, waiting));
    }

    [Fact]
    public async Task It_does_of_one_that_was_interrupted_and_tried_again()
    {
        var attempts = 0;
        var plan = new Plan("stands", Step("first"), Step("stands", async (_, token) =>
        {
            if (attempts++ == 0)
                await _gate.PassAsync(token);
            else if (attempts == 2)
                await Fail();
        }) with
        { Retry = new(3, TimeSpan.Zero, TimeSpan.Zero) });
        await StartAsync(plan);
        var run = await EmitAsync();
        await _gate.Reached;
        await RestartAsync(plan);

        Assert.Equal(RunStatus.Completed, (await EndAsync(run)).Status);
        Assert.Null(await DifferenceAsync(plan, run));
        var stands = (await ItemsAsync(plan, run)).Where(item => item.Step is "stands").ToList();
        Assert.Equal(
            [("step.started", 1, false), ("step.started", 1, true), ("step.retrying", 1, false),
                ("step.started", 2, false), ("step.completed", 2, false)],
            stands.Select(item => (item.EventName["xyn.".Length..], item.Attempt!.Value, item.MayHaveRunBefore)));
        Assert.Equal(2, stands.Select(item => item.IdempotencyKey).Distinct().Count());
    }

    [Fact]
    public async Task Conditions_and_outcomes_are_told()
    {
        var plan = Plan("branches");
        await StartAsync(plan);
        var run = (await GoAsync()).RunId;

        var items = await ItemsAsync(plan, run);

        Assert.Equal(
            ["when True ", "not False skipped"],
            items.Where(item => item.Condition is not null)
                .Select(item => $"{item.Step} {item.Condition} {item.Outcome}"));
        Assert.Equal("completed", items[^1].Outcome);
    }

    [Theory]
    [InlineData(3, "xyn.step.failed")]
    [InlineData(4, "xyn.step.completed")]
    [InlineData(6, "xyn.run.failed")]
    public async Task Where_the_record_does_not_follow_it_says_so(int at, string instead)
    {
        var plan = Plan("fine");
        await StartAsync(plan);
        var run = (await GoAsync()).RunId;
        var state = await Ledger.RunAsync(run, Scope.All, Cancellation);
        var record = (await Ledger.RecordAsync(state, Cancellation)).ToList();
        record[at] = record[at] with { Event = record[at].Event with { EventName = instead } };

        var difference = new Replay(plan, state, record).Difference();

        Assert.InRange(difference!.Position!.Value, record[at - 1].Position, record[at].Position);
    }

    [Fact]
    public async Task A_row_that_tells_another_end_is_found()
    {
        var plan = Plan("fine");
        await StartAsync(plan);
        var state = await Ledger.RunAsync((await GoAsync()).RunId, Scope.All, Cancellation);
        var record = await Ledger.RecordAsync(state, Cancellation);

        var difference = new Replay(plan, state with { Outputs = EventData.Of(("a", 2)) }, record).Difference();

        Assert.Equal(
            new ReplayDifference(null, """Completed {"a":2}""", """Completed {"a":1}"""), difference);
    }

    private static Plan Plan(string kind) => kind switch
    {
        "fine" => new(kind, Step("first"), Output("last", _ => EventData.Of(("a", 1)))),
        "breaks" => new(kind, Step("first"), Step("may", (_, _) => Fail()) with { IsOptional = true },
            Step("breaks", (_, _) => Fail()), Step("never")),
        "undoes" => new(kind, Undone("first", (_, _) => Task.CompletedTask), Step("breaks", (_, _) => Fail())),
        "undoes badly" => new(kind, Undone("first", (_, _) => Fail()), Step("breaks", (_, _) => Fail())),
        "branches" => new(kind, Each("each"), Step("when") with { Needs = [], When = _ => true },
            Step("not") with { When = _ => false }, Step("end") with { Needs = ["each", "not"] }),
        "limited" => new(kind, Step("first"), Each("each")) { Limits = new(3, TimeSpan.FromHours(1)) },
        "handles" => new(kind, Step("breaks", (_, _) => Fail()))
        {
            OnFailure = [Each("each"), Step("breaks too", (_, _) => Fail("test.other")), Step("never")],
        },
        _ => new(kind, Step("first")) { Result = _ => throw new NexusException(new("test.none", "None.", "Say.")) },
    };

    private static Step Undone(string name, Func<StepContext, CancellationToken, Task> undo) =>
        Step(name) with { CompensateAsync = undo };

    private static Step Each(string name) => Output(name, context => context.Item) with
    {
        Needs = [],
        ForEach = new(_ => JsonElement.Parse("""[1, {"a": "é\u00e9"}, null, 2.50]"""), 2),
    };

    private async Task<ReplayDifference?> DifferenceAsync(Plan plan, Guid run)
    {
        var state = await Ledger.RunAsync(run, Scope.All, Cancellation);
        return new Replay(plan, state, await Ledger.RecordAsync(state, Cancellation)).Difference();
    }

    private async Task<IReadOnlyList<ReplayItem>> ItemsAsync(Plan plan, Guid run)
    {
        var state = await Ledger.RunAsync(run, Scope.All, Cancellation);
        return [.. (await Ledger.RecordAsync(state, Cancellation)).Select(item => ReplayItems.Of(item, plan))];
    }
}
