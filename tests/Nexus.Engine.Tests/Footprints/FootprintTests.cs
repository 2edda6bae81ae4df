using Nexus.Engine.Runs;
using Nexus.Engine.Tests.Runs;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Tests.Footprints;

/// <summary>What a run uses, as the ledger tells it.</summary>
public sealed class FootprintTests : UsageFixture
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_run_and_each_of_its_steps_leave_one_of_each_metric(bool isInMemory)
    {
        Recent.IsRead = isInMemory;
        await StartAsync(new Plan("work", [Lasting("one", 1500), Lasting("two", 20)]));

        var run = (await GoAsync()).RunId;

        Assert.Equal(
            [
                "run work run.count=1", "step one step.count=1", "step one wall_ms=1500", "step two step.count=1",
                "step two wall_ms=20", "run work wall_ms=1520",
            ],
            await UsedAsync(run));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_an_action_adds_is_the_steps_own_also_of_attempts_that_failed(bool isInMemory)
    {
        Recent.IsRead = isInMemory;
        var step = Step("call", (context, _) =>
        {
            context.Usage.Add("bytes_in", 40);
            context.Usage.Add("bytes_in", 2);
            return context.Attempt == 1 ? Fail() : Task.CompletedTask;
        });
        await StartAsync(new Plan("work", [step with { Retry = new(2, TimeSpan.Zero, TimeSpan.Zero) }]));

        var run = (await GoAsync()).RunId;

        Assert.Contains("step call bytes_in=84", await UsedAsync(run));
    }

    [Theory]
    [InlineData("wall_ms")]
    [InlineData("Bytes")]
    [InlineData("a=b c")]
    public void A_step_cannot_add_to_what_the_engine_measures_nor_to_what_is_no_metric(string metric) =>
        Assert.Throws<ArgumentException>(() => new StepUsage().Add(metric, 1));

    [Fact]
    public async Task Waiting_for_a_decision_is_no_time_of_the_step()
    {
        var ask = Lasting("ask", 30) with { Gate = new() };
        await StartAsync(new Plan("work", [ask]));
        var run = await EmitAsync();
        var asked = await Ledger.WaitForAsync("xyn.gate.requested", Cancellation);
        Clock.Advance(TimeSpan.FromHours(3));

        await Engine.DecideAsync(
            Engine.Book.Find(run)!, asked.Event.StepId!.Value, StepHistory.GateApproved,
            new(true, "user-1", null, Clock.GetUtcNow()));
        await EndAsync(run);

        Assert.Contains("step ask wall_ms=30", await UsedAsync(run));
    }

    [Fact]
    public async Task A_step_that_was_under_way_when_reading_stopped_is_measured_whole()
    {
        var gate = new Gate();
        await StartAsync(new Plan("work", [Step("one", (_, token) => gate.PassAsync(token))]));
        var run = await EmitAsync();
        await gate.Reached;
        await Reader.CatchUpAsync();
        CloseUsage();
        Clock.Advance(TimeSpan.FromSeconds(7));
        gate.Open();
        await EndAsync(run);

        OpenUsage();

        Assert.Equal(
            ["run work run.count=1", "step one step.count=1", "step one wall_ms=7000", "run work wall_ms=7000"],
            await UsedAsync(run));
    }

    [Fact]
    public async Task A_plan_of_the_servers_own_is_internal_and_a_blueprint_goes_by_its_id()
    {
        await StartAsync(new Plan("bp.one@0123456789ab", Step("one")), new Plan("work", Step("one")));

        await GoAsync();
        await Reader.CatchUpAsync();

        var sums = Store.Sums(new(Scope.Of("user-1"), Clock.GetUtcNow().AddHours(-1), Clock.GetUtcNow().AddHours(1))
        {
            ByBlueprint = true,
            ByClass = true,
            Metric = "run.count",
        });
        Assert.Contains(("bp.one", "informational"), sums.Select(sum => (sum.Key.Blueprint, sum.Key.Class)));
        Assert.Contains(("work", "internal"), sums.Select(sum => (sum.Key.Blueprint, sum.Key.Class)));
    }

    [Fact]
    public async Task An_artifact_counts_once_with_its_bytes()
    {
        await StartAsync(new Plan("work", Step("one")));
        var run = (await GoAsync()).RunId;
        var item = Event("xyn.artifact.created", "artifact-1") with
        {
            RunId = run,
            Data = EventData.Of(("name", "report"), ("byte_length", 1234)),
        };
        await Ledger.AppendAsync(new([item]), Cancellation);

        Assert.Contains("artifact report artifact_bytes_written=1234", await UsedAsync(run));
    }

    [Fact]
    public async Task Events_of_which_nobody_used_anything_are_read_without_a_commit()
    {
        await FillAsync(3);
        var before = File.GetLastWriteTimeUtc($"{UsagePath}-wal");

        await Reader.CatchUpAsync();

        Assert.Equal((3, 0), (Reader.Handled, Store.Cursor));
        Assert.Equal(before, File.GetLastWriteTimeUtc($"{UsagePath}-wal"));
    }

    private Step Lasting(string name, int milliseconds) => Step(name, (_, _) =>
    {
        Clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
        return Task.CompletedTask;
    });
}
