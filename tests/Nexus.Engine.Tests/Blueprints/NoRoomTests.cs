using Nexus.Engine.Tests.Runs;

namespace Nexus.Engine.Tests.Blueprints;

/// <summary>Runs that start others while too many wait.</summary>
public sealed class NoRoomTests : BlueprintFixture
{
    [Fact]
    public async Task A_step_whose_event_finds_no_room_for_its_run_fails_instead_of_waiting_for_ever()
    {
        EngineOptions = new() { MaxConcurrentRuns = 1, MaxWaitingRuns = 1 };
        await StartAsync(
            """
            id: bp.first
            trigger: { event_type: test.go }
            plan:
              - { kind: action_task, id: one, action: event.emit, with: { event_name: test.told } }
              - { kind: action_task, id: two, action: event.emit, with: { event_name: test.told } }
            """,
            """
            id: bp.second
            trigger: { event_type: test.told }
            plan: [ { kind: transform, id: it, value: 1 } ]
            """);
        await EmitAsync("{}");

        var failed = await Ledger.WaitForAsync("xyn.run.failed", Cancellation);

        Assert.Equal("run.too_many_waiting", (await EndAsync(failed.Event.RunId!.Value)).Error?.Code);
        Assert.Single(await Ledger.EventsAsync(new() { EventName = "test.told" }, Cancellation));
        await Ledger.WaitForAsync("xyn.run.completed", Cancellation);
    }
}
