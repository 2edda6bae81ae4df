using Nexus.Spec.Blueprints;
using Nexus.Testing;

namespace Nexus.Spec.Tests.Blueprints;

/// <summary>What is said about actions when a server can be asked, and when not.</summary>
public sealed class ActionRulesTests
{
    [Theory]
    [InlineData("ssh.run", "{host: \"{{ inputs.host }}\", cmd: x}", null)]
    [InlineData("ssh.run", "{host: \"{{ secrets['team/a/b'] }}\", cmd: \"{{ inputs.any }}\"}", null)]
    [InlineData("event.emit", "{event_name: a, whatever: [1]}", null)]
    [InlineData("http.call", "{url: x, retries: \"{{ inputs.n + 1 }}\", body: \"{{ inputs }}\", headers: null}", null)]
    [InlineData("ssh.rn", "{}", "7:11 blueprint.unknown_action")]
    [InlineData("ssh.run", "{host: a}", "8:9 blueprint.missing_field")]
    [InlineData("ssh.run", "{host: a, cmd: b, user: c}", "8:27 blueprint.unknown_field")]
    [InlineData("ssh.run", "{host: 5, cmd: b}", "8:16 blueprint.wrong_type")]
    [InlineData("ssh.run", "{host: \"{{ inputs.n }}\", cmd: b}", "8:16 blueprint.wrong_type")]
    [InlineData("ssh.run", "{host: null, cmd: b}", "8:16 blueprint.wrong_type")]
    [InlineData("http.call", "{url: x, retries: 1.5}", "8:27 blueprint.wrong_type")]
    [InlineData("http.call", "{url: x, retries: \"{{ inputs.n }} \"}", "8:27 blueprint.wrong_type")]
    [InlineData("http.call", "{url: x, headers: [a]}", "8:27 blueprint.wrong_type")]
    public void With_a_server_calls_are_checked(string action, string with, string? problem)
    {
        Assert.Equal(problem ?? "", string.Join(',', Definitions.Problems(Text(action, with), Definitions.Context)));
        Assert.Empty(Definitions.Problems(Text(action, with), null));
    }

    [Theory]
    [InlineData("{key: \"Bearer {{ secrets.a }}\"}", "8:26 template.secret")]
    [InlineData("{key: \"{{ upper(secrets.a) }}\"}", "8:25 template.secret")]
    [InlineData("{key: \"{{ secrets.a == 'x' }}\"}", "8:19 template.secret")]
    [InlineData("{key: \"{{ secrets }}\"}", "8:19 template.secret")]
    [InlineData("{key: \"{{ secrets[inputs.host] }}\"}", "8:19 template.secret")]
    [InlineData("{key: \"{{ secrets['no such path'] }}\"}", "8:19 template.unknown_secret")]
    [InlineData("{key: \"{{ secrets['team/a'] }}\"}", "8:19 template.unknown_secret")]
    [InlineData("{key: \"{{ secrets['sys/others/a'] }}\"}", "8:19 template.unknown_secret")]
    [InlineData("{key: {$secret: sys/key}}", "8:16 template.secret")]
    [InlineData("\"{{ inputs }}\"", "8:9 config.wrong_type")]
    public void Without_one_secrets_still_stay_whole(string with, string problem) =>
        Assert.Equal(problem, string.Join(',', Definitions.Problems(Text("x.y", with), null)));

    [Theory]
    [InlineData("{event_name: \"{{ secrets['team/ops/key'] }}\"}", null)]
    [InlineData("{event_name: \"{{ secrets['user/me/key'] }}\"}", "8:26 template.unknown_secret")]
    public void With_one_they_are_there(string with, string? problem)
    {
        var context = Definitions.Context with
        {
            Secret = path => path is "team/ops/key" ? null : new("secret.not_found", "There is none.", "Make it."),
        };

        Assert.Equal(problem ?? "", string.Join(',', Definitions.Problems(Text("event.emit", with), context)));
    }

    [Fact]
    public void An_action_names_what_it_does_and_what_it_is_given() => Assert.Equal(
        ["5:3 config.missing_key", "5:3 config.missing_key"],
        Definitions.Problems(Text("x", "{}").Replace("  action: x\n  with: {}\n", "", StringComparison.Ordinal), null));

    [Fact]
    public void Every_problem_is_reported_at_once() => Snapshot.Matches(string.Join('\n', BlueprintLoader.Load("""
        id: Backup
        trigger: {event_typ: backup.due, schedule: "0 25 * * *"}
        inputs:
          - {name: host, type: strng}
          - {name: port, type: integer, default: "22"}
        plan:
          - kind: action_task
            id: fetch
            action: htpp.call
            with: {url: "https://{{ inputs.hst }}/{{ steps.store.status }}"}
          - kind: action_task
            id: store
            action: ssh.run
            with: {host: "{{ inputs.port }}", command: ls, cmd: "echo {{ secrets.key }}"}
            when: "{{ upper(inputs.host) }}"
          - kind: gate
            id: store
          - kind: transform
            id: total
            value: "{{ sum(inputs.port) }}"
            needs: [later]
          - kind: transform
            id: later
            value: "{{ steps.store.outputs.stout }} {{ 1 + }}"
        outputs:
          - {name: total}
          - name: result
            vlaue: x
        """, Definitions.Context).Problems.Select(problem => $"{problem}\n    {problem.Hint}")));

    private static string Text(string action, string with) =>
        "id: bp.a\ntrigger: {event_type: a}\n"
        + "inputs: [{name: host, type: string}, {name: n, type: integer}, {name: any}]\n"
        + $"plan:\n- kind: action_task\n  id: t\n  action: {action}\n  with: {with}\n";
}
