using Nexus.Engine.Footprints;
using Nexus.Engine.Runs;

namespace Nexus.Engine.Tests.Footprints;

/// <summary>What rules say of runs that ended: once, and of what they were seen in.</summary>
public sealed class ImpressionTests : UsageFixture
{
    private int _milliseconds = 100;

    [Fact]
    public async Task A_failed_run_is_severe_and_says_by_what()
    {
        await StartAsync(new Plan("work", [Step("one", (_, _) => Fail())]));

        var run = (await GoAsync()).RunId;

        Assert.Equal(["default.severity severity=med {\"status\":\"failed\"}"], await SaidAsync(run));
    }

    [Fact]
    public async Task Of_a_run_that_went_well_nothing_is_said()
    {
        await StartAsync(Timed());

        Assert.Empty(await SaidAsync((await GoAsync()).RunId));
    }

    [Fact]
    public async Task A_run_that_takes_much_longer_than_those_before_it_is_an_anomaly()
    {
        await StartAsync(Timed());
        for (var before = 0; before < 12; before++)
        {
            _milliseconds = 100 + before;
            Assert.Empty(await SaidAsync((await GoAsync()).RunId));
        }

        _milliseconds = 9000;
        CloseUsage();
        OpenUsage(); // What is usual is kept.
        var said = Assert.Single(await SaidAsync((await GoAsync()).RunId));

        Assert.StartsWith("default.anomaly anomaly=true", said, StringComparison.Ordinal);
        Assert.Contains("\"footprints\":{\"wall_ms\":9000},\"usual\":{\"runs\":12,", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_own_rule_looks_at_the_plan_the_status_and_what_was_used()
    {
        UseRules(
            new() { Name = "slow", Label = "quality", Value = "poor", Metric = "wall_ms", AtLeast = 100 },
            new() { Name = "quick", Label = "quality", Value = "good", Metric = "wall_ms", AtMost = 99 },
            new() { Name = "ours", Label = "billable", Value = "yes", Blueprint = "wo*", Status = "completed" },
            new() { Name = "theirs", Label = "billable", Value = "no", Blueprint = "other" },
            new() { Name = "hers", Label = "billable", Value = "no", Owner = "user-2" });
        await StartAsync(Timed());

        var run = (await GoAsync()).RunId;

        Assert.Equal(
            [
                "ours billable=yes {\"status\":\"completed\"}",
                "slow quality=poor {\"status\":\"completed\",\"footprints\":{\"wall_ms\":100}}",
            ],
            await SaidAsync(run));
    }

    [Fact]
    public async Task What_is_read_twice_is_said_once()
    {
        var isBroken = false;
        await StartAsync(new Plan("work", [Step("one", (_, _) => isBroken ? Fail() : Task.CompletedTask)]));
        await SaidAsync((await GoAsync()).RunId);
        CloseUsage();
        File.Copy(UsagePath, $"{UsagePath}.before");
        OpenUsage();
        isBroken = true;
        var run = (await GoAsync()).RunId;
        var first = await SaidAsync(run);

        CloseUsage();
        File.Move($"{UsagePath}.before", UsagePath, overwrite: true); // The crash came before the commit.
        OpenUsage();

        Assert.Equal(first, await SaidAsync(run));
        Assert.Single(await Ledger.EventsAsync(new() { EventName = "xyn.impression.recorded" }, Cancellation));
    }

    [Fact]
    public async Task Of_runs_from_before_there_were_footprints_nothing_is_said()
    {
        await StartAsync(new Plan("work", [Step("one", (_, _) => Fail())]));
        var run = (await GoAsync()).RunId;

        CloseUsage();
        OpenUsage();

        Assert.Empty(await SaidAsync(run));
        Assert.Single(await SaidAsync((await GoAsync()).RunId));
    }

    [Theory]
    [InlineData("Bad", "severity", "high", null, null, "rules[0].name")]
    [InlineData("one", "", "high", null, null, "rules[0].label")]
    [InlineData("one", "severity", "", null, null, "rules[0].value")]
    [InlineData("one", "severity", "high", "broken", null, "rules[0].status is 'broken': use completed")]
    [InlineData("one", "severity", "high", null, "wall_ms", "rules[0].atLeast")]
    [InlineData("one", "severity", "high", null, null, "rules[0].status is missing")]
    public void A_rule_that_cannot_be_is_named_with_what_to_do(
        string name, string label, string value, string? status, string? metric, string problem)
    {
        var rule = new ImpressionRule { Name = name, Label = label, Value = value, Status = status, Metric = metric };

        var result = new ImpressionOptionsValidator().Validate(null, new() { Rules = [rule] });

        Assert.Contains(problem, result.FailureMessage, StringComparison.Ordinal);
    }

    private Plan Timed() => new("work", [Step("one", (_, _) =>
    {
        Clock.Advance(TimeSpan.FromMilliseconds(_milliseconds));
        return Task.CompletedTask;
    })]);

    private async Task<IReadOnlyList<string>> SaidAsync(Guid run)
    {
        await Reader.CatchUpAsync();
        return
        [
            .. (await KeepImpressions.OfAsync(Ledger, run, null, 100, Cancellation)).Select(KeepImpressions.View)
                .Select(seen => $"{seen.Rule} {seen.Label}={seen.Value} {seen.Basis.GetRawText()}"),
        ];
    }
}
