using Nexus.Contracts;
using Nexus.Engine.Runs;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Tests.Runs;

/// <summary>Runs that a step waited for, when the server stops before the end of that step has reached them.</summary>
public sealed class OrphanTests : EngineFixture
{
    private const string Child = "test.child";

    private static readonly Plan Asking = new(
        "asking", new Step
        {
            Name = "ask",
            Gate = new(),
            RunAsync = (_, _) => Task.FromResult<System.Text.Json.JsonElement?>(null),
        });

    [Fact]
    public async Task One_that_nothing_waits_for_ends_at_the_next_start()
    {
        await StartAsync(Asking);
        var parent = await EmitAsync();
        Plans.Register(new(Child, Asking)
        {
            Bind = item => new(EventData.Of(), item.Resource.Id)
            {
                Parent = new(parent, RunEngine.ChildOf(parent, "a key of none of its steps")),
            },
        });
        await Engine.EmitAsync(new([Event(Child, "thing-2") with { OwnerId = "user-1" }]), Cancellation);
        var child = await Runs.RunOfAsync("thing-2", Cancellation);

        await RestartAsync(Asking);

        var ended = await EndAsync(child!.Value);
        Assert.Equal(RunStatus.Cancelled, ended.Status);
        Assert.Contains($"{parent}", ended.CancelReason, StringComparison.Ordinal);
        Assert.Equal(RunStatus.Running, (await RunAsync(parent)).Status);
    }
}
