using System.Collections.Concurrent;
using Nexus.Engine.Runs;

namespace Nexus.Engine.Tests.Runs;

/// <summary>Where runs wait for a slot, those that matter more go first.</summary>
public sealed class PriorityTests : EngineFixture
{
    [Fact]
    public async Task Who_has_more_goes_first_and_equals_follow_each_other()
    {
        EngineOptions = new() { MaxConcurrentRuns = 1 };
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var order = new ConcurrentQueue<(int Priority, int Number)>();
        var plan = new Plan("one", Step("it", async (context, token) =>
        {
            order.Enqueue((Of(context.Inputs, "priority"), Of(context.Inputs, "number")));
            await open.Task.WaitAsync(token);
        }));
        Plans.Register(new(Go, plan)
        {
            Bind = item => new(item.Data!.Value, Lane: null) { Priority = Of(item.Data.Value, "priority") },
        });
        await StartAsync();

        var runs = new List<Guid>();
        foreach (var (number, priority) in ((int, int)[])[(1, 0), (2, 1), (3, 5), (4, 1), (5, -3), (6, 5)])
            runs.Add(await EmitAsync("thing-1", ("priority", priority), ("number", number)));
        open.SetResult();
        foreach (var run in runs)
            await EndAsync(run);

        Assert.Equal([1, 3, 6, 2, 4, 5], order.Select(ran => ran.Number));
    }

    private static int Of(System.Text.Json.JsonElement data, string name) => data.GetProperty(name).GetInt32();
}
