using System.Globalization;
using Nexus.Engine.Runs;
using Nexus.Platform.Ledger;
using Nexus.Platform.Ledger.Sqlite;

namespace Nexus.Engine.Tests.Runs;

/// <summary>
/// What a list takes depends on its page, not on what is stored behind it. Counted in the steps of the database, for
/// time tells of the machine; <c>bench/run growth</c> measures that.
/// </summary>
public sealed class GrowthTests : EngineFixture
{
    /// <summary>Beyond this it does not matter any more how much there is.</summary>
    private const int Stored = 1100;
    private const int Callers = 64;

    /// <summary>The newest are one after the other both times: a page passes over as many events.</summary>
    private const int OnAPage = 50;
    private const string Source = "thing-1";
    private const string Seldom = "test.seldom";
    private int _number;

    [Fact]
    public async Task Lists_take_as_much_with_four_times_the_runs_and_events()
    {
        Plans.Register(new(Go, new("one", Step("only"))) { Lane = item => item.CorrelationId });
        await StartAsync();
        await Ledger.AppendAsync(new([Event(Seldom, Source) with { OwnerId = "many" }]), Cancellation);
        await FillAsync("few", 5, Callers);
        await FillAsync("many", Stored, Callers);
        await FillAsync("many", OnAPage, 1);
        var before = Questions(await RunInTheMiddleAsync()).Select(Steps).ToList();

        await FillAsync("many", 3 * Stored, Callers);
        await FillAsync("many", OnAPage, 1);
        var questions = Questions(await RunInTheMiddleAsync());
        var after = questions.Select(Steps).ToList();

        Assert.All(before.Zip(after, questions), took => Assert.True(
            took.Second <= 1.2 * took.First, $"{took.First} steps became {took.Second}: {took.Third}"));
    }

    private static IReadOnlyList<object> Questions(string run)
    {
        var (few, many) = (Scope.Of("few"), Scope.Of("many"));
        EventQuery[] events =
        [
            new(), new() { After = 300 },
            new() { Scope = few }, new() { Scope = many },
            new() { RunId = Guid.Parse(run) },
            new() { EventName = Go }, new() { EventName = Go, Scope = few }, new() { EventName = Go, Scope = many },
            new() { EventName = Seldom }, new() { EventName = Seldom, Scope = many },
            new() { EventName = "xyn.run.completed" }, new() { EventName = "xyn.run.completed", Scope = few },
            new() { ResourceId = Source }, new() { ResourceId = Source, Scope = few },
            new() { ResourceId = Source, EventName = Go }, new() { ResourceId = Source, EventName = Seldom },
        ];
        StateQuery[] runs =
        [
            new(RunState.Kind, Scope.All), new(RunState.Kind, few), new(RunState.Kind, many),
            new(RunState.Kind, Scope.All) { After = run }, new(RunState.Kind, Scope.All) { OpenOnly = true },
        ];
        return
        [
            .. events.Select(query => query with { NewestFirst = true }),
            .. runs.Select(query => query with { NewestFirst = true }),
        ];
    }

    private int Steps(object question)
    {
        using var database = Database.Open(Path, TimeSpan.FromSeconds(5));
        _ = question is EventQuery events
            ? EventReads.List(database, events).Count
            : StateReads.List(database, (StateQuery)question).Count;
        return database.TakeSteps();
    }

    private async Task<string> RunInTheMiddleAsync()
    {
        var query = new StateQuery(RunState.Kind, Scope.All) { Limit = Stored / 2 };
        return (await Ledger.ListAsync(query, Cancellation))[^1].Id;
    }

    private async Task FillAsync(string owner, int runs, int callers)
    {
        var last = _number + runs;
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => CallAsync()));
        _number = last;

        async Task CallAsync()
        {
            while (Interlocked.Increment(ref _number) is var number && number <= last)
            {
                var lane = number.ToString(CultureInfo.InvariantCulture);
                await Engine.EmitAsync(
                    new([Event(Go, Source) with { OwnerId = owner, CorrelationId = lane }]), Cancellation);
                if (await Runs.RunOfAsync(lane, Cancellation) is { } run)
                    await EndAsync(run);
            }
        }
    }
}
