using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Contracts;
using Nexus.Engine.Runs;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Tests.Runs;

/// <summary>Steps that are done for each of several items.</summary>
public sealed class ForEachTests : EngineFixture
{
    private readonly ConcurrentQueue<string> _done = new();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(64)]
    public async Task It_is_done_once_for_each_and_no_more_at_a_time_than_was_said(int atOnce)
    {
        var (now, most) = (0, 0);
        await StartAsync(new Plan("each", Each(20, atOnce, async (context, _) =>
        {
            InterlockedMax(ref most, Interlocked.Increment(ref now));
            await Task.Yield();
            Interlocked.Decrement(ref now);
            return Doubled(context);
        })));

        var outcome = await GoAsync();

        Assert.Equal(RunStatus.Completed, outcome.Status);
        Assert.Equal(
            Enumerable.Range(0, 20).Select(i => 2 * i),
            outcome.Outputs["each"].EnumerateArray().Select(item => item.GetInt32()));
        Assert.InRange(most, 1, atOnce);
    }

    [Fact]
    public async Task Of_an_empty_list_nothing_is_done_and_what_follows_is()
    {
        await StartAsync(new Plan(
            "each", Each(0, 1, (_, _) => throw new InvalidOperationException("There is none.")), Step("after")));

        var outcome = await GoAsync();

        Assert.Equal(RunStatus.Completed, outcome.Status);
        Assert.Equal(0, outcome.Outputs["each"].GetArrayLength());
    }

    [Fact]
    public async Task After_a_stop_what_was_done_is_not_done_again()
    {
        var gate = new Gate();
        await StartAsync(new Plan("each", Each(5, 1, async (context, token) =>
        {
            if (context.Index == 3)
                await gate.PassAsync(token);
            return Done(context);
        })));
        var run = await EmitAsync();
        await gate.Reached;

        await RestartAsync(new Plan("each", Each(5, 1, (context, _) => Task.FromResult(Done(context)))));

        Assert.Equal(RunStatus.Completed, (await EndAsync(run)).Status);
        Assert.Equal(["0", "1", "2", "3 again", "4"], _done);
    }

    [Theory]
    [InlineData(true, RunStatus.Completed)]
    [InlineData(false, RunStatus.Failed)]
    public async Task One_that_fails_fails_the_run_unless_it_is_optional(bool isOptional, RunStatus expected)
    {
        await StartAsync(new Plan("each", Each(3, 1, async (context, _) =>
        {
            if (context.Index == 1)
                await Fail();
            return Doubled(context);
        }) with
        { IsOptional = isOptional }));

        var outcome = await GoAsync();

        Assert.Equal(expected, outcome.Status);
        Assert.Equal(isOptional ? "[0,null,4]" : null, isOptional ? outcome.Outputs["each"].GetRawText() : null);
        Assert.Equal(isOptional ? 4 : 3, (await StepsAsync(outcome.RunId)).Count);
    }

    [Fact]
    public async Task What_was_done_for_each_is_undone_for_each()
    {
        var breaks = Step("breaks", (_, _) => Fail());
        await StartAsync(new Plan("each", Each(3, 3, (context, _) => Task.FromResult(Doubled(context))) with
        {
            CompensateAsync = (context, _) =>
            {
                _done.Enqueue($"{context.Item}");
                return Task.CompletedTask;
            },
        }, breaks));

        await GoAsync();

        Assert.Equal(["2", "1", "0"], _done);
    }

    [Theory]
    [InlineData("\"text\"", "run.no_items")]
    [InlineData(null, "run.too_many_items")]
    public async Task What_is_no_list_or_too_long_a_one_fails_the_run(string? json, string code)
    {
        var items = json is null ? Numbers(ForEach.Most + 1) : JsonElement.Parse(json);
        await StartAsync(new Plan("each", Step("each") with { ForEach = new(_ => items) }));

        Assert.Equal(code, (await GoAsync()).Error?.Code);
    }

    private static Step Each(
        int count, int atOnce, Func<StepContext, CancellationToken, Task<JsonElement?>> act) => new()
        {
            Name = "each",
            ForEach = new(_ => Numbers(count), atOnce),
            RunAsync = act,
        };

    private static JsonElement Numbers(int count) =>
        EventData.Of(("items", new JsonArray([.. Enumerable.Range(0, count).Select(i => (JsonNode)i)])))
            .GetProperty("items");

    private static JsonElement? Doubled(StepContext context) =>
        EventData.Of(("it", 2 * context.Item!.Value.GetInt32())).GetProperty("it");

    private JsonElement? Done(StepContext context)
    {
        _done.Enqueue($"{context.Item}{(context.MayHaveRunBefore ? " again" : "")}");
        return null;
    }

    private static void InterlockedMax(ref int most, int now)
    {
        for (var seen = Volatile.Read(ref most); now > seen; seen = Volatile.Read(ref most))
            Interlocked.CompareExchange(ref most, now, seen);
    }
}
