using System.Globalization;

namespace Nexus.Spec.Tests.Blueprints;

/// <summary>Each rule of steps and of the templates in them.</summary>
public sealed class StepRulesTests
{
    private const string Head = "id: bp.a\ntrigger: {event_type: a}\ninputs: [{name: host, type: string}, "
        + "{name: n, type: integer}, {name: l, type: array}, {name: maybe, required: false, type: boolean}, "
        + "{name: any}]\nplan:\n";

    private const string First = "- {kind: transform, id: first, value: {a: 1}}\n";

    [Theory]
    [InlineData("- {kind: gate, id: g, mode: manual, deadline: 1h, default: approve, message: Go?}", null)]
    [InlineData("- {kind: transform, id: t, value: {a: [1, \"{{ inputs.l }}\"]}}", null)]
    [InlineData("- {kind: agent_task, id: t, provider: p, model: m, prompt_template: x, tools: [ssh.run]}", null)]
    [InlineData("- {kind: agent_task, id: t, agent: p, model: m, prompt: x}", null)]
    [InlineData("  []", "5:3 config.missing_key")]
    [InlineData("- x", "5:3 config.wrong_type")]
    [InlineData("- {id: t}", "5:3 config.missing_key")]
    [InlineData("- {kind: action, id: t}", "5:10 config.bad_value")]
    [InlineData("- {kind: gate, mode: manual}", "5:3 config.missing_key")]
    [InlineData("- {kind: gate, id: G, mode: manual}", "5:20 blueprint.bad_id")]
    [InlineData("- {kind: gate, id: g}", "5:3 config.missing_key")]
    [InlineData("- {kind: gate, id: g, mode: auto}", "5:29 config.bad_value")]
    [InlineData("- {kind: gate, id: g, mode: manual, action: x}", "5:37 config.unknown_key")]
    [InlineData("- {kind: gate, id: g, mode: manual, deadline: 721h}", "5:47 config.bad_value")]
    [InlineData("- {kind: agent_task, id: t, model: m, prompt: x}", "5:3 config.missing_key")]
    [InlineData("- {kind: agent_task, id: t, agent: p, provider: p, model: m, prompt: x}", "5:36 config.contradiction")]
    [InlineData("- {kind: agent_task, id: t, agent: p, prompt: x}", "5:3 config.missing_key")]
    [InlineData("- {kind: agent_task, id: t, agent: p, model: m}", "5:3 config.missing_key")]
    [InlineData("- {kind: agent_task, id: t, agent: p, model: m, prompt: x, tools: [ssh.rum]}",
        "5:68 blueprint.unknown_action")]
    [InlineData("- {kind: transform, id: t}", "5:3 config.missing_key")]
    [InlineData("- {kind: transform, id: t, value: 1, retry: {attempts: 11}}", "5:56 config.bad_value")]
    [InlineData("- {kind: transform, id: t, value: 1, for_each: [1], concurrency: 65}", "5:66 config.bad_value")]
    [InlineData("- {kind: transform, id: t, value: 1, timeout: soon}", "5:47 config.bad_value")]
    [InlineData("- {kind: transform, id: t, value: 1, on_failure: ignore}", "5:50 config.bad_value")]
    public void Of_kinds(string plan, string? problems) => Check($"{Head}{plan}\n", problems);

    [Theory]
    [InlineData("- {kind: transform, id: t, value: 1, needs: [first]}", null)]
    [InlineData("- {kind: transform, id: first, value: 1}", "6:25 blueprint.duplicate_id")]
    [InlineData("- {kind: transform, id: t, value: 1, needs: [frist]}", "6:46 blueprint.unknown_step")]
    [InlineData("- {kind: transform, id: t, value: 1, needs: [t]}", "6:45 blueprint.cycle")]
    [InlineData("- {kind: transform, id: t, value: 1, needs: [u]}\n- {kind: transform, id: u, value: 1}",
        "6:45 blueprint.cycle")]
    [InlineData("- {kind: transform, id: t, value: 1, needs: first}", "6:45 config.wrong_type")]
    [InlineData("- {kind: transform, id: t, value: \"{{ steps.first.outputs.a }}\"}", null)]
    [InlineData("- {kind: transform, id: t, value: \"{{ steps.first.outputs.b }}\"}", "6:39 blueprint.unknown_output")]
    [InlineData("- {kind: transform, id: t, value: \"{{ steps.first.a }}\"}", "6:39 template.unknown_name")]
    [InlineData("- {kind: transform, id: t, value: \"{{ first.a }}\"}", "6:39 template.unknown_name")]
    [InlineData("- {kind: transform, id: t, value: \"{{ steps.t.status }}\"}", "6:39 blueprint.not_upstream")]
    [InlineData("- {kind: transform, id: t, needs: [], value: \"{{ steps.first.status }}\"}",
        "6:50 blueprint.not_upstream")]
    [InlineData("- {kind: transform, id: t, value: \"{{ steps[inputs.n].status }}\"}", "6:39 template.unknown_name")]
    [InlineData("- {kind: transform, id: t, for_each: \"{{ inputs.l }}\", value: {x: \"{{ item.a + index }}\"}}\n"
        + "- {kind: transform, id: u, value: \"{{ pluck(steps.t.outputs, 'x') }}{{ steps.t.outputs[0].x }}\"}", null)]
    [InlineData("- {kind: transform, id: t, for_each: \"{{ inputs.l }}\", value: {x: 1}}\n"
        + "- {kind: transform, id: u, value: \"{{ steps.t.outputs.x }}\"}", "7:39 blueprint.unknown_output")]
    [InlineData("- {kind: transform, id: t, for_each: \"{{ inputs.host }}\", value: 1}", "6:38 template.wrong_type")]
    [InlineData("- {kind: transform, id: t, value: \"{{ item }}\"}", "6:39 template.unknown_name")]
    [InlineData("- {kind: transform, id: t, when: \"{{ inputs.maybe }}\", value: 1}", null)]
    [InlineData("- {kind: transform, id: t, when: \"{{ inputs.any }}\", value: 1}", null)]
    [InlineData("- {kind: transform, id: t, when: true, value: 1}", null)]
    [InlineData("- {kind: transform, id: t, when: \"{{ inputs.host }}\", value: 1}", "6:34 template.wrong_type")]
    [InlineData("- {kind: transform, id: t, when: inputs.maybe, value: 1}", "6:34 template.wrong_type")]
    [InlineData("- kind: transform\n  id: t\n  value: {{ inputs.host }}", "8:11 config.wrong_type")]
    public void Of_order(string plan, string? problems) => Check($"{Head}{First}{plan}\n", problems);

    [Theory]
    [InlineData("{{ inputs.host }}", null)]
    [InlineData("{{ inputs.hots }}", "1:4 blueprint.unknown_input")]
    [InlineData("a {{ inputs.host }} {{ hosts }}", "1:24 template.unknown_name")]
    [InlineData("{{ inputs.host.name }}", "1:4 template.wrong_type")]
    [InlineData("{{ inputs.host + }}", "1:18 template.syntax")]
    [InlineData("{{ inputs.host", "1:15 template.syntax")]
    [InlineData("{{ }}", "1:4 template.syntax")]
    [InlineData("{{ inputs.host = 'a' }}", "1:16 template.syntax")]
    [InlineData("{{ lenght(inputs.l) }}", "1:4 template.unknown_function")]
    [InlineData("{{ length() }}", "1:4 template.unknown_function")]
    [InlineData("{{ length(inputs.n) }}", "1:11 template.wrong_type")]
    [InlineData("{{ 1 + inputs.host }}", "1:8 template.wrong_type")]
    [InlineData("{{ inputs.l - 1 }}", "1:4 template.wrong_type")]
    [InlineData("{{ not inputs.n }}", "1:8 template.wrong_type")]
    [InlineData("{{ inputs.n < 'a' }}", "1:15 template.wrong_type")]
    [InlineData("{{ 1 if inputs.host else 2 }}", "1:9 template.wrong_type")]
    [InlineData("{{ event.data.any.thing }}{{ event.resource.id }}", null)]
    [InlineData("{{ event.resource.name }}", "1:4 template.unknown_name")]
    [InlineData("{{ run.name }}", "1:4 template.unknown_name")]
    [InlineData("{{ secrets.a }}", "1:4 template.secret")]
    [InlineData("{{ ((((((((((((((((((((((((((((((((1)))))))))))))))))))))))))))))))) }}", "1:36 template.too_large")]
    public void Of_templates(string template, string? problems)
    {
        Check($"{Head}- kind: transform\n  id: t\n  value: \"{template}\"\n", Moved(problems, 6, 10));
        Check($"{Head}- kind: transform\n  id: t\n  value: |\n    first\n    {template}\n", Moved(problems, 8, 4));
    }

    private static string? Moved(string? problem, int lines, int columns)
    {
        if (problem is null)
            return null;
        var space = problem.IndexOf(' ', StringComparison.Ordinal);
        var column = int.Parse(problem[2..space], CultureInfo.InvariantCulture) + columns;
        return $"{1 + lines}:{column}{problem[space..]}";
    }

    private static void Check(string text, string? problems) => Assert.Equal(
        problems ?? "", string.Join(',', Definitions.Problems(text, Definitions.Context)));
}
