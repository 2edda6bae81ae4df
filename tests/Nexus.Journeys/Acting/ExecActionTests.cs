using System.Diagnostics;
using Nexus.Contracts;
using Nexus.Journeys.Installing;
using Nexus.Journeys.Killing;
using Nexus.Processes;

namespace Nexus.Journeys.Acting;

/// <summary>Commands that steps of runs give in workspaces.</summary>
public sealed class ExecActionTests(ReadyWorkspaces ready)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("process")]
    [InlineData("docker")]
    public async Task A_command_gets_what_it_is_given_and_returns_what_it_prints(string provider)
    {
        var (nexus, _) = await ready.OfAsync(provider);

        var ended = await nexus.RunOnceAsync("given", $$$"""
            id: bp.given
            trigger: { event_type: never.happens }
            plan:
              - kind: action_task
                id: list
                action: workspace.exec
                with:
                  workspace: {{{provider}}}
                  argv: [sh, -c, 'printf "%s|%s|%s|%s" "$0" "$A" "$PWD" "$(cat)"; echo no >&2; exit 3', "it's; $HOME"]
                  environment: { A: "{{ 1 + 1 }}" }
                  directory: /tmp
                  stdin: "hello\n"
                  allow_exit: [3]
              - kind: action_task
                id: text
                action: container.exec
                with: { workspace: {{{provider}}}, command: "echo $((40 + 2)); echo $NEXUS_RUN_ID" }
            outputs:
              - { name: code, value: "{{ steps.list.outputs.exit_code }}" }
              - { name: out, value: "{{ steps.list.outputs.stdout }}" }
              - { name: err, value: "{{ steps.list.outputs.stderr }}" }
              - { name: sum, value: "{{ steps.text.outputs.stdout }}" }
            """);

        Assert.True(ended.Status is RunStatus.Completed, $"{ended.Error}");
        var outputs = ended.Outputs!.Value;
        Assert.Equal(3, outputs.GetProperty("code").GetInt32());
        Assert.Equal("it's; $HOME|2|/tmp|hello", outputs.GetProperty("out").GetString());
        Assert.Equal("no\n", outputs.GetProperty("err").GetString());
        Assert.Equal($"42\n{ended.RunId}\n", outputs.GetProperty("sum").GetString());
    }

    [Fact]
    public async Task What_fails_says_what_it_printed_and_the_whole_is_an_artifact()
    {
        var (nexus, _) = await ready.OfAsync("process");

        var ended = await nexus.RunOnceAsync("long", """
            id: bp.long
            trigger: { event_type: never.happens }
            plan:
              - kind: action_task
                id: it
                action: workspace.exec
                with: { workspace: process, command: "seq 1 200000; echo last >&2; exit 7", max_output: 100 }
            """);

        Assert.Equal((RunStatus.Failed, "exec.failed"), (ended.Status, ended.Error?.Code));
        var details = ended.Error!.Details!;
        Assert.Equal(("7", "last\n"), (details["exit_code"], details["stderr"]));
        Assert.EndsWith("199999\n200000\n", details["stdout"], StringComparison.Ordinal);
        Assert.Equal(100, details["stdout"].Length);
        using var http = await nexus.HttpAsync();
        var whole = await http.GetStringAsync(
            new Uri($"artifacts/{details["stdout_artifact"]}/download", UriKind.Relative), Ct);
        Assert.Equal(string.Concat(Enumerable.Range(1, 200_000).Select(n => $"{n}\n")), whole);
    }

    [Fact]
    public async Task A_secret_gets_in_and_never_out()
    {
        const string canary = "hunter2-canary-0c6f";
        var (nexus, _) = await ready.OfAsync("process");
        await nexus.ScriptAsync("""printf %s "$1" | "$NEXUS" secret set user/me/deploy""", canary);

        var ended = await nexus.RunOnceAsync("secretive", """
            id: bp.secretive
            trigger: { event_type: never.happens }
            plan:
              - kind: action_task
                id: it
                action: workspace.exec
                with:
                  workspace: process
                  command: 'printf %s "$KEY" | wc -c; cat; echo "$KEY"; seq 1 20000; printf %s "$KEY"'
                  environment: { KEY: '{{ secrets["user/me/deploy"] }}' }
                  stdin: '{{ secrets["user/me/deploy"] }}'
            outputs: [ { name: stdout }, { name: stdout_artifact } ]
            """);

        Assert.True(ended.Status is RunStatus.Completed, $"{ended.Error}");
        Assert.EndsWith("20000\n***", ended.Outputs!.Value.GetProperty("stdout").GetString(), StringComparison.Ordinal);
        using var http = await nexus.HttpAsync();
        var whole = await http.GetStringAsync(new Uri(
            $"artifacts/{ended.Outputs!.Value.GetProperty("stdout_artifact").GetString()}/download",
            UriKind.Relative), Ct);
        Assert.StartsWith($"{canary.Length}\n******\n1\n", whole, StringComparison.Ordinal);
        var grep = await nexus.TryRunAsync(new Argv("grep", "-rlF", canary, nexus.Home, nexus.NodeState));
        Assert.Equal((1, ""), (grep.ExitCode, grep.Output));
    }

    [Theory]
    [InlineData("timeout: 2s", RunStatus.Failed, "run.step_timeout")]
    [InlineData("timeout: 5m", RunStatus.Cancelled, null)]
    public async Task A_deadline_and_a_cancel_kill_what_runs_inside(string timeout, RunStatus status, string? code)
    {
        var (nexus, _) = await ready.OfAsync("process");
        var mark = $"31{Random.Shared.Next(100_000, 999_999)}";
        await nexus.PromoteAsync("slow", $$"""
            id: bp.slow
            trigger: { event_type: never.happens }
            plan:
              - kind: action_task
                id: it
                action: workspace.exec
                {{timeout}}
                with: { workspace: process, command: "sleep {{mark}} & sleep {{mark}}" }
            """);
        var run = await nexus.StartRunAsync("bp.slow");
        await UntilAsync(nexus, mark, isThere: true);

        if (status is RunStatus.Cancelled)
            await nexus.NexusAsync("run", "cancel", $"{run}");
        var ended = await nexus.EndAsync(run);

        Assert.Equal((status, code), (ended.Status, ended.Error?.Code));
        await UntilAsync(nexus, mark, isThere: false);
    }

    [Fact]
    public async Task A_crash_repeats_the_command_and_says_that_it_may_have_run_before()
    {
        await using var nexus = await Installation.StartAsync("process");
        var repository = await nexus.MakeRepositoryAsync();
        await nexus.NexusAsync("workspace", "create", "it", "--source", repository, "--provider", "process");
        await nexus.PromoteAsync("twice", """
            id: bp.twice
            trigger: { event_type: never.happens }
            plan:
              - kind: action_task
                id: it
                action: workspace.exec
                with:
                  workspace: it
                  command: |
                    echo "$NEXUS_IDEMPOTENCY_KEY" >> /home/dev/keys
                    if [ "$(wc -l < /home/dev/keys)" = 1 ]; then sleep 600; fi
                    sort -u /home/dev/keys | wc -l
            outputs: [ { name: stdout }, { name: may_have_run_before } ]
            """);
        var run = await nexus.StartRunAsync("bp.twice");
        await nexus.NexusAsync(
            "workspace", "exec", "it", "timeout 60 sh -c 'until [ -s /home/dev/keys ]; do sleep 0.1; done'");

        Assert.True(await nexus.KillAsync(Victim.Server, await nexus.StatusAsync("it")));
        var ended = await nexus.EndAsync(run);

        Assert.True(ended.Status is RunStatus.Completed, $"{ended.Error}");
        Assert.Equal("""{"stdout":"1\n","may_have_run_before":true}""", ended.Outputs?.GetRawText());
        Assert.True((await nexus.StepsAsync(run)).Single().MayHaveRunBefore);
    }

    /// <summary>A process with this in its command line.</summary>
    private static async Task UntilAsync(Installation nexus, string mark, bool isThere)
    {
        var since = Stopwatch.GetTimestamp();
        while ((await nexus.TryRunAsync(new Argv("pgrep", "-f", $"^sleep {mark}"))).IsSuccess != isThere)
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(30), $"{mark} {isThere}");
            await Task.Delay(50, Ct);
        }
    }
}
