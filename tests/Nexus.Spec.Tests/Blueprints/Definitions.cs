using Nexus.Spec.Blueprints;

namespace Nexus.Spec.Tests.Blueprints;

/// <summary>Definitions that are right, and what a server can do.</summary>
internal static class Definitions
{
    public const string OfTheSeed = """
        id: bp.checkmk.auto_remediate
        name: "Checkmk Alert Auto-Remediation"
        trigger:
          event_type: "checkmk.alert"
        inputs:
          - name: host
          - name: service
        plan:
          - kind: agent_task
            id: analyze
            agent: openai
            model: gpt-5
            prompt: "Analyze alert and suggest remediation plan"
          - kind: gate
            id: approve
            mode: manual
          - kind: action_task
            id: run_fix
            action: ssh.run
            with:
              host: "{{inputs.host}}"
              cmd: "..."
        outputs:
          - name: summary
        """;

    public const string Full = """
        # Everything there is.
        id: bp.ops.full
        name: Full
        description: All of the language
        triggers:
          - event_type: github.push
            where: "{{ starts_with(event.data.ref, 'refs/heads/') and not contains(event.data.ref, 'wip') }}"
          - schedule: "30 2 * * mon-fri"
            time_zone: Europe/Berlin
            missed: once
        concurrency: {key: "{{ inputs.repo }}-{{ event.resource.id }}", on_busy: cancel}
        priority: 10
        limits: {steps: 50, wall: 30m}
        inputs:
          - {name: repo, type: string, from: event.data.repository.name, description: Which}
          - {name: hosts, type: array, default: [a, b]}
          - {name: depth, type: integer, default: 1, enum: [1, 2, 3]}
          - {name: note, required: false}
        plan:
          - {kind: transform, id: names, value: {first: "{{ first(inputs.hosts) }}", all: "{{ inputs.hosts }}"}}
          - kind: action_task
            id: fetch
            needs: []
            action: http.call
            with:
              url: "https://example.com/{{ inputs.repo }}"
              headers: {Authorization: "{{ secrets['team/ops/token'] }}", Key: "{{ secrets['user/me/key'] }}"}
              retries: "{{ inputs.depth }}"
            retry: {attempts: 3, delay: 2s, max_delay: 20s}
            timeout: 30s
          - kind: action_task
            id: each
            needs: [names, fetch]
            when: "{{ steps.fetch.outputs.status == 200 and steps.fetch.status != 'skipped' }}"
            for_each: "{{ steps.names.outputs.all }}"
            concurrency: 4
            on_failure: continue
            action: ssh.run
            with:
              host: "{{ item }}"
              cmd: |
                echo {{ index }}
                echo {{ run.id }} {{ inputs.note }}
          - kind: gate
            id: approve
            mode: manual
            message: "{{ length(steps.each.outputs) }} hosts of {{ inputs.repo }}"
            deadline: 72h
            default: approve
          - kind: agent_task
            id: report
            provider: anthropic
            model: sonnet
            prompt_template: "{{ json(pluck(steps.each.outputs, 'stdout')) }} {{ steps.approve.outputs.comment }}"
            tools: [http.call]
            output: text
        on_failure:
          - kind: action_task
            id: tell
            action: http.call
            with: {url: "https://example.com/failed/{{ steps.approve.status }}"}
        outputs:
          - {name: text}
          - {name: hosts, value: "{{ length(steps.each.outputs) }}"}
        """;

    public static BlueprintContext Context { get; } = new(new[]
    {
        new ActionShape("http.call",
        [
            new("url", InputType.Text, true), new("headers", InputType.Map, false),
            new("retries", InputType.Whole, false), new("body", InputType.Any, false),
        ], ["status", "body"]),
        new ActionShape(
            "ssh.run", [new("host", InputType.Text, true), new("cmd", InputType.Text, true)], ["stdout", "code"]),
        new ActionShape("event.emit", [new("event_name", InputType.Text, true)], null) { TakesAnything = true },
    }.ToDictionary(action => action.Name));

    public static Blueprint Load(string text)
    {
        var result = BlueprintLoader.Load(text, Context);
        Assert.Empty(result.Problems);
        return result.Blueprint!;
    }

    /// <summary>As <c>line:column code</c>.</summary>
    public static IEnumerable<string> Problems(string text, BlueprintContext? context)
    {
        var result = BlueprintLoader.Load(text, context);
        Assert.Equal(result.Blueprint is null, result.Problems.Count > 0);
        return result.Problems.Select(problem => $"{problem.Line}:{problem.Column} {problem.Code}");
    }
}
