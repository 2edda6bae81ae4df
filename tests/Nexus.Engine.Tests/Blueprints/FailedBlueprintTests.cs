using Nexus.Contracts;

namespace Nexus.Engine.Tests.Blueprints;

/// <summary>What a blueprint says for its failure.</summary>
public sealed class FailedBlueprintTests : BlueprintFixture
{
    [Fact]
    public async Task What_is_to_be_done_for_a_failure_knows_why_and_how_far_it_was()
    {
        await StartAsync("""
            id: bp.failing
            trigger: { event_type: test.go }
            plan:
              - { kind: transform, id: first, value: { done: 1 } }
              - { kind: transform, id: breaks, value: "{{ steps.first.outputs.done / 0 }}" }
              - { kind: transform, id: never, value: { done: 2 } }
            on_failure:
              - { kind: transform, id: tell, value: { text: "{{ run.error.code }}: {{ run.error.message }}",
                  first: "{{ steps.first.outputs.done }}", never: "{{ steps.never.outputs.done }}",
                  breaks: "{{ steps.breaks.status }}" } }
              - { kind: action_task, id: emit, action: event.emit,
                  with: { event_name: test.told, data: "{{ steps.tell.outputs }}" } }
            """);

        var run = await SendAsync("{}");

        Assert.Equal(RunStatus.Failed, run.Status);
        var told = Assert.Single(await Ledger.EventsAsync(new() { EventName = "test.told" }, Cancellation)).Event;
        Assert.Equal(
            [$"{run.Error!.Code}: {run.Error.Message}", "1", "", "failed"],
            told.Data!.Value.EnumerateObject().Select(field => field.Value.ToString()));
    }
}
