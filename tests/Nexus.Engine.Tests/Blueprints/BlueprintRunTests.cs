using Nexus.Contracts;
using Nexus.Engine.Actions;
using Nexus.Engine.Runs;
using Nexus.Engine.Tests.Runs;
using Nexus.Spec;
using Nexus.Spec.Blueprints;

namespace Nexus.Engine.Tests.Blueprints;

/// <summary>Blueprints as people write them, run by the engine.</summary>
public sealed class BlueprintRunTests : BlueprintFixture
{
    [Fact]
    public async Task It_takes_its_inputs_of_the_event_and_gives_its_outputs()
    {
        await StartAsync("""
            id: bp.greet
            trigger: { event_type: test.go }
            inputs:
              - { name: who, type: string, from: event.data.person.name }
              - { name: times, type: integer, default: 2 }
            plan:
              - { kind: transform, id: words, value: { text: "hello {{ inputs.who }}", count: "{{ inputs.times }}" } }
            outputs:
              - { name: summary, value: "{{ steps.words.outputs.text }}!" }
              - { name: count }
            """);

        var run = await SendAsync("""{ "person": { "name": "ann {{ run.id }}" } }""");

        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.Equal("""{"who":"ann {{ run.id }}","times":2}""", run.Inputs.GetRawText());
        Assert.Equal(
            """{"summary":"hello ann {{ run.id }}!","count":2}""",
            (await RunAsync(run.RunId)).Outputs?.GetRawText());
    }

    [Theory]
    [InlineData("{}", "blueprint.input_missing")]
    [InlineData("""{ "size": "big" }""", "blueprint.input_unfit")]
    [InlineData("""{ "size": 7 }""", "blueprint.input_unfit")]
    public async Task An_event_without_what_it_needs_starts_a_run_that_says_so(string data, string code)
    {
        await StartAsync("""
            id: bp.sized
            trigger: { event_type: test.go }
            inputs: [ { name: size, type: integer, enum: [1, 2] } ]
            plan: [ { kind: transform, id: it, value: "{{ inputs.size }}" } ]
            """);

        var run = await SendAsync(data);

        Assert.Equal((RunStatus.Failed, code), (run.Status, run.Error?.Code));
        Assert.Empty(await StepsAsync(run.RunId));
    }

    [Fact]
    public async Task An_event_that_a_trigger_does_not_want_starts_nothing()
    {
        await StartAsync("""
            id: bp.critical
            trigger: { event_type: test.go, where: "{{ event.data.severity == 'critical' }}" }
            plan: [ { kind: transform, id: it, value: 1 } ]
            """);

        await EmitAsync("""{ "severity": "low" }""");
        await EmitAsync("""{ "severity": { "odd": [] } }""");
        var run = await SendAsync("""{ "severity": "critical" }""");

        Assert.Equal(RunStatus.Completed, run.Status);
        var created = await Ledger.EventsAsync(new() { EventName = "xyn.run.created" }, Cancellation);
        Assert.Equal(run.RunId, Assert.Single(created).Event.RunId);
    }

    [Fact]
    public async Task Branches_conditions_items_and_what_may_fail_go_together()
    {
        await StartAsync("""
            id: bp.all
            trigger: { event_type: test.go }
            inputs: [ { name: numbers, type: array } ]
            plan:
              - { kind: transform, id: last, needs: [twice, lucky, unlucky],
                  value: { sum: "{{ steps.twice.outputs }}", lucky: "{{ steps.lucky.status }}",
                           unlucky: "{{ steps.unlucky.status }}", broken: "{{ steps.broken.status }}" } }
              - { kind: transform, id: twice, needs: [], for_each: "{{ inputs.numbers }}", concurrency: 2,
                  value: { it: "{{ item * 2 }}" } }
              - { kind: transform, id: broken, needs: [], on_failure: continue, value: "{{ inputs.numbers[0] / 0 }}" }
              - { kind: transform, id: lucky, needs: [broken], when: "{{ length(inputs.numbers) == 3 }}", value: 1 }
              - { kind: transform, id: unlucky, needs: [broken], when: "{{ length(inputs.numbers) == 4 }}", value: 1 }
            """);

        var run = await SendAsync("""{ "numbers": [1, 2, 3] }""");

        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.Equal(
            """{"sum":[{"it":2},{"it":4},{"it":6}],"lucky":"completed","unlucky":"skipped","broken":"failed"}""",
            run.Outputs["last"].GetRawText());
    }

    [Fact]
    public async Task A_gate_says_who_opened_it_and_a_model_that_is_not_there_is_missed()
    {
        await StartAsync("""
            id: bp.asked
            trigger: { event_type: test.go }
            plan:
              - { kind: gate, id: approve, mode: manual }
              - { kind: agent_task, id: think, provider: openai, model: gpt-5, prompt_template: "why?" }
            """);
        await EmitAsync("{}");
        var asked = await Ledger.WaitForAsync("xyn.gate.requested", Cancellation);
        var run = asked.Event.RunId!.Value;

        await Engine.DecideAsync(
            Engine.Book.Find(run)!, asked.Event.StepId!.Value, StepHistory.GateApproved,
            new(true, "user-1", "go", Clock.GetUtcNow()));

        var outcome = await EndAsync(run);
        Assert.Equal("model.not_configured", outcome.Error?.Code);
        Assert.Equal("user-1", outcome.Outputs["approve"].GetProperty("decided_by").GetString());
    }

    [Fact]
    public async Task An_event_it_emits_commits_with_its_step_and_starts_what_waits_for_it()
    {
        await StartAsync(
            """
            id: bp.first
            trigger: { event_type: test.go }
            plan:
              - { kind: action_task, id: tell, action: event.emit,
                  with: { event_name: test.told, data: { secretly: "{{ event.data.word }}" } } }
            """,
            """
            id: bp.second
            trigger: { event_type: test.told }
            inputs: [ { name: secretly } ]
            plan: [ { kind: transform, id: it, value: { heard: "{{ inputs.secretly }}" } } ]
            """);

        await SendAsync("""{ "word": "psst" }""");

        var told = await Ledger.WaitForAsync("test.told", Cancellation);
        var second = (await Ledger.EventsAsync(new() { EventName = "xyn.run.created" }, Cancellation))[^1].Event;
        Assert.Equal(told.Event.CorrelationId, second.CorrelationId);
        Assert.Equal("psst", (await EndAsync(second.RunId!.Value)).Outputs["it"].GetProperty("heard").GetString());
    }

    [Theory]
    [InlineData("xyn.workspace.ready")]
    [InlineData("Loud.Name")]
    [InlineData("single")]
    public async Task An_event_of_ours_cannot_be_forged(string name)
    {
        await StartAsync("""
            id: bp.forger
            trigger: { event_type: test.go }
            plan: [ { kind: action_task, id: tell, action: event.emit, with: { event_name: "{{ event.data.name }}" } } ]
            """);

        Assert.Equal(
            "event.name_invalid", (await SendAsync($$"""{ "name": "{{name}}" }""")).Error?.Code);
        var (_, problems) = BlueprintLoader.Load($$"""
            id: bp.forger
            trigger: { event_type: test.go }
            plan: [ { kind: action_task, id: tell, action: event.emit, with: { event_name: {{name}} } } ]
            """, new ActionBook([new EmitEvent(Clock)]).Context);
        Assert.Equal(ProblemCodes.BadValue, Assert.Single(problems).Code);
    }

    [Theory]
    [InlineData("queue", 3)]
    [InlineData("skip", 1)]
    public async Task Runs_of_one_key_follow_each_other_or_are_left_out(string onBusy, int expected)
    {
        await StartAsync($$$"""
            id: bp.keyed
            trigger: { event_type: test.go }
            concurrency: { key: "{{ event.data.host }}", on_busy: {{{onBusy}}} }
            plan: [ { kind: gate, id: wait, mode: manual, deadline: 1h, default: approve } ]
            """);

        for (var i = 0; i < 3; i++)
            await EmitAsync("""{ "host": "a" }""");
        var created = await Ledger.EventsAsync(new() { EventName = "xyn.run.created" }, Cancellation);

        Assert.Equal(expected, created.Count);
        Assert.Equal(1, created.Count(item => Engine.Book.Find(item.Event.RunId!.Value)!.Snapshot.Steps.Count > 0));
    }
}
