namespace Nexus.Spec.Tests.Blueprints;

/// <summary>Each rule of the language: what breaks it, where that is, and what does not break it.</summary>
public sealed class RulesTests
{
    private const string Gate = "{kind: gate, id: g, mode: manual}";

    [Theory]
    [InlineData("id: bp.a.b_c-d.1", null)]
    [InlineData("id: bp", "1:5 blueprint.bad_id")]
    [InlineData("id: bp.Upper", "1:5 blueprint.bad_id")]
    [InlineData("id: other.a", "1:5 blueprint.bad_id")]
    [InlineData("id: [bp.a]", "1:5 config.wrong_type")]
    [InlineData("name: no id", "1:1 config.missing_key")]
    [InlineData("id: bp.a\nnmae: x", "2:1 config.unknown_key")]
    [InlineData("id: bp.a\npriority: high", "2:11 config.bad_value")]
    [InlineData("id: bp.a\npriority: 101", "2:11 config.bad_value")]
    [InlineData("id: bp.a\nlimits: {steps: 0, wall: 25h}", "2:17 config.bad_value,2:26 config.bad_value")]
    [InlineData("id: bp.a\nconcurrency: {key: x, on_busy: wait}", "2:32 config.bad_value")]
    [InlineData("id: bp.a\nconcurrency: {on_busy: skip}", "2:14 config.missing_key")]
    [InlineData("id: bp.a\nconcurrency: {key: \"{{ steps.g.status }}\"}", "2:24 template.unknown_name")]
    public void Of_the_top(string head, string? problems) =>
        Check($"{head}\ntrigger: {{event_type: a.b}}\nplan: [{Gate}]\n", problems);

    [Theory]
    [InlineData("trigger: {event_type: checkmk.alert}", null)]
    [InlineData("trigger: {schedule: '@daily', time_zone: UTC, missed: all}", null)]
    [InlineData("triggers: [{event_type: a}, {schedule: '0 0 * * *'}]", null)]
    [InlineData("name: x", "1:1 config.missing_key")]
    [InlineData("triggers: []", "1:1 config.missing_key")]
    [InlineData("trigger: {}", "2:10 config.missing_key")]
    [InlineData("trigger: {event_type: Bad.Name}", "2:23 blueprint.bad_id")]
    [InlineData("trigger: {event_type: a, schedule: '@daily'}", "2:23 config.contradiction")]
    [InlineData("trigger: {event_type: a}\ntriggers: [{event_type: b}]", "3:11 config.contradiction")]
    [InlineData("trigger: {event_type: a, missed: all}", "2:34 config.contradiction")]
    [InlineData("trigger: {schedule: '@daily', where: true}", "2:38 config.contradiction")]
    [InlineData("trigger: {schedule: '@never'}", "2:21 blueprint.bad_schedule")]
    [InlineData("trigger: {schedule: '61 * * * *'}", "2:21 blueprint.bad_schedule")]
    [InlineData("trigger: {schedule: '@daily', time_zone: Mars/Base}", "2:42 blueprint.bad_schedule")]
    [InlineData("trigger: {schedule: '@daily', time_zone: ../UTC}", "2:42 blueprint.bad_schedule")]
    [InlineData("trigger: {event_type: a, where: \"{{ event.data.n == 1 }}\"}", null)]
    [InlineData("trigger: {event_type: a, where: \"event.data.n == 1\"}", "2:33 template.wrong_type")]
    [InlineData("trigger: {event_type: a, where: \"{{ length(event.data) }}\"}", "2:33 template.wrong_type")]
    [InlineData("trigger: {event_type: a, where: \"{{ event.nme == 'x' }}\"}", "2:37 template.unknown_name")]
    [InlineData("trigger: {event_type: a, where: \"{{ inputs.x }}\"}", "2:37 template.unknown_name")]
    [InlineData("trigger: {schedule: '@daily'}\ninputs: [{name: x}, {name: y, default: 1}]",
        "3:10 blueprint.unknown_input")]
    public void Of_triggers(string trigger, string? problems) =>
        Check($"id: bp.a\n{trigger}\nplan: [{Gate}]\n", problems);

    [Theory]
    [InlineData("{name: x, type: string, default: a, enum: [a, b]}", null)]
    [InlineData("{name: x, type: number, default: 1.5}", null)]
    [InlineData("{name: x, type: object, default: {a: [1]}}", null)]
    [InlineData("{name: x, from: event.occurred_at}", null)]
    [InlineData("{type: string}", "3:10 config.missing_key")]
    [InlineData("{name: a-b}", "3:17 blueprint.bad_id")]
    [InlineData("{name: x, type: text}", "3:26 config.bad_value")]
    [InlineData("{name: x, type: integer, default: 1.5}", "3:44 blueprint.wrong_type")]
    [InlineData("{name: x, type: string, default: 5}", "3:43 blueprint.wrong_type")]
    [InlineData("{name: x, type: boolean, default: \"true\"}", "3:44 blueprint.wrong_type")]
    [InlineData("{name: x, type: string, enum: [a, 1]}", "3:44 blueprint.wrong_type")]
    [InlineData("{name: x, type: string, default: c, enum: [a, b]}", "3:43 blueprint.wrong_type")]
    [InlineData("{name: x, from: event.dat.x}", "3:26 config.bad_value")]
    [InlineData("{name: x, from: data.x}", "3:26 config.bad_value")]
    [InlineData("{name: x}, {name: x}", "3:28 blueprint.duplicate_id")]
    [InlineData("x", "3:10 config.wrong_type")]
    public void Of_inputs(string inputs, string? problems) =>
        Check($"id: bp.a\ntrigger: {{event_type: a}}\ninputs: [{inputs}]\nplan: [{Gate}]\n", problems);

    [Theory]
    [InlineData("{name: decision}", null)]
    [InlineData("{name: x, value: \"{{ steps.g.outputs.comment }}\"}", null)]
    [InlineData("{name: x, value: [1, {a: \"{{ run.id }}\"}]}", null)]
    [InlineData("{name: other}", "4:18 blueprint.unknown_output")]
    [InlineData("{name: x, value: \"{{ steps.h.outputs.comment }}\"}", "4:32 blueprint.unknown_step")]
    [InlineData("{name: x, value: \"{{ item }}\"}", "4:32 template.unknown_name")]
    [InlineData("{name: x, value: \"{{ secrets.a }}\"}", "4:32 template.secret")]
    public void Of_outputs(string output, string? problems) =>
        Check($"id: bp.a\ntrigger: {{event_type: a}}\nplan: [{Gate}]\noutputs: [{output}]\n", problems);

    [Theory]
    [InlineData("{kind: transform, id: t, value: \"{{ run.error.code + run.error.message }}\"}", null)]
    [InlineData("{kind: transform, id: t, value: \"{{ run.error }}{{ run.error.hint }}\"}", null)]
    [InlineData("{kind: transform, id: t, value: 1, when: \"{{ steps.g.status == 'failed' }}\"}", null)]
    [InlineData("{kind: transform, id: t, value: \"{{ run.error.why }}\"}", "4:50 template.unknown_name")]
    [InlineData("{kind: transform, id: g, value: 1}", "4:36 blueprint.duplicate_id")]
    public void Of_what_is_done_for_a_failure(string step, string? problems) =>
        Check($"id: bp.a\ntrigger: {{event_type: a}}\nplan: [{Gate}]\non_failure: [{step}]\n", problems);

    [Fact]
    public void Why_a_run_failed_is_known_only_when_it_has() => Check(
        $"id: bp.a\ntrigger: {{event_type: a}}\nplan: [{{kind: transform, id: t, value: \"{{{{ run.error }}}}\"}}]\n",
        "3:44 template.unknown_name");

    private static void Check(string text, string? problems) => Assert.Equal(
        problems ?? "", string.Join(',', Definitions.Problems(text, Definitions.Context)));
}
