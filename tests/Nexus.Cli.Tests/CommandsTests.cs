using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Nexus.Testing;

namespace Nexus.Cli.Tests;

/// <summary>What a person and a script see of each command.</summary>
public sealed partial class CommandsTests
{
    [Theory]
    [InlineData("up", "workspace", "up", "api")]
    [InlineData("up_json", "workspace", "up", "api", "--json")]
    [InlineData("up_unknown", "workspace", "up", "ghost")]
    [InlineData("up_nowhere", "workspace", "up")]
    [InlineData("status", "workspace", "status", "api")]
    [InlineData("status_json", "workspace", "status", "api", "--json")]
    [InlineData("list", "workspace", "list")]
    [InlineData("services", "workspace", "services", "api")]
    [InlineData("logs", "workspace", "logs", "api")]
    [InlineData("logs_json", "workspace", "logs", "api", "--json")]
    [InlineData("logs_bad_time", "workspace", "logs", "api", "--since", "yesterday")]
    [InlineData("connect", "workspace", "connect", "api")]
    [InlineData("connect_json", "workspace", "connect", "api", "--json")]
    [InlineData("node_list", "node", "list")]
    [InlineData("node_show", "node", "show", "node1")]
    [InlineData("node_show_json", "node", "show", "node1", "--json")]
    [InlineData("node_add", "node", "add", "node2")]
    [InlineData("node_cordon", "node", "cordon", "node1")]
    [InlineData("node_uncordon", "node", "uncordon", "node1")]
    [InlineData("node_label", "node", "label", "node1", "gpu=yes", "--remove", "old")]
    [InlineData("node_label_bad", "node", "label", "node1", "gpu")]
    [InlineData("node_token", "node", "token")]
    [InlineData("user_list", "user", "list")]
    [InlineData("user_list_json", "user", "list", "--json")]
    [InlineData("user_add", "user", "add", "octocat")]
    [InlineData("user_invite", "user", "invite", "octocat", "--expires", "1h")]
    [InlineData("user_invite_bad_time", "user", "invite", "--expires", "soon")]
    [InlineData("user_uninvite", "user", "uninvite", "3f2a9c0d11be")]
    [InlineData("user_revoke", "user", "revoke", "octocat", "--yes")]
    [InlineData("run_list", "run", "list")]
    [InlineData("run_show", "run", "show", "0198c0de-0000-7000-8000-000000000001")]
    [InlineData("event_list", "event", "list")]
    [InlineData("doctor", "doctor")]
    [InlineData("doctor_json", "doctor", "--json")]
    [InlineData("coordination_status", "coordination", "status")]
    [InlineData("coordination_stop", "coordination", "stop")]
    [InlineData("coordination_start_without_program", "coordination", "start", "--detach")]
    [InlineData("agent_status_json", "agent", "status", "--json")]
    public async Task Commands_speak(string scene, params string[] args)
    {
        using var desk = new Desk();

        Snapshot.Matches(Settle(await desk.SeeAsync(args)), test: scene);
    }

    [Theory]
    [InlineData("usage_nothing")]
    [InlineData("usage_group", "workspace")]
    [InlineData("usage_unknown_command", "workspace", "crate")]
    [InlineData("usage_group_left_out", "up", "api")]
    [InlineData("usage_no_run", "run", "show", "last")]
    [InlineData("usage_unknown_option", "workspace", "list", "--jsn")]
    [InlineData("usage_missing_argument", "workspace", "rm")]
    [InlineData("usage_choice", "workspace", "create", "api", "--provider", "dokcer")]
    [InlineData("help", "--help")]
    [InlineData("help_create", "workspace", "create", "--help")]
    [InlineData("help_exec", "workspace", "exec", "-h")]
    [InlineData("help_user", "user", "--help")]
    [InlineData("help_user_invite", "user", "invite", "--help")]
    public async Task Usage_is_explained(string scene, params string[] args)
    {
        using var desk = new Desk();

        Snapshot.Matches(await desk.SeeAsync(args), test: scene);
    }

    [Fact]
    public async Task The_version_is_printed()
    {
        using var desk = new Desk();

        var (code, stdout, _) = await desk.RunAsync("--version");

        Assert.Equal((0, "0.1.0\n"), (code, stdout));
    }

    [Fact]
    public async Task A_failure_is_said_with_its_hint_and_its_exit_code()
    {
        using var desk = new Desk();
        desk.Server.Answer("POST /api/v1/workspaces/api/up", HttpStatusCode.Conflict, """
            {"error":{"code":"workspace.wrong_state","message":"api is being removed.","hint":"Wait."},
             "correlation_id":"c-1"}
            """);

        var (code, stdout, stderr) = await desk.RunAsync("workspace", "up", "api");

        Assert.Equal((ExitCode.Conflict, ""), (code, stdout));
        Assert.Equal("error: api is being removed. [workspace.wrong_state]\n  hint: Wait.\n", stderr);
    }

    [Theory]
    [InlineData("workspace.not_found", ExitCode.Failed, "workspace", "up", "ghost", "--json")]
    [InlineData("usage", ExitCode.Usage, "workspace", "list", "--json", "--what")]
    public async Task A_program_gets_its_failures_as_json(string code, int exit, params string[] args)
    {
        using var desk = new Desk();

        var seen = await desk.RunAsync(args);

        Assert.Equal((exit, ""), (seen.Code, seen.Stdout));
        using var json = JsonDocument.Parse(Assert.Single(seen.Stderr.TrimEnd('\n').Split('\n')));
        var error = json.RootElement.GetProperty("error");
        Assert.Equal(code, error.GetProperty("code").GetString());
        Assert.NotEmpty(error.GetProperty("hint").GetString()!);
    }

    [Fact]
    public async Task Something_that_is_not_nexus_is_told_apart()
    {
        using var desk = new Desk();
        desk.Server.Answer("GET /api/v1/workspaces", HttpStatusCode.OK, "<html>");

        var (code, _, stderr) = await desk.RunAsync("workspace", "list");

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("[server.bad_reply]", stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_has_its_own_exit_code()
    {
        using var desk = new Desk { Handler = new SocketsHttpHandler() };
        desk.Set("NEXUS_SERVER", "http://127.0.0.1:1");

        var (code, _, stderr) = await desk.RunAsync("workspace", "list");

        Assert.Equal(ExitCode.Unreachable, code);
        Assert.Contains("[server.unreachable]", stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Removing_waits_until_the_workspace_is_gone()
    {
        using var desk = new Desk();
        desk.Server.Answer("GET /api/v1/workspaces/ws-1/status", HttpStatusCode.NotFound, """
            {"error":{"code":"workspace.not_found","message":"No workspace 'ws-1'.","hint":null},"correlation_id":"c"}
            """);

        var (code, stdout, _) = await desk.RunAsync("workspace", "rm", "api", "--force", "--json");

        Assert.Equal((0, "{\"workspace\":\"ws-1\",\"removed\":true}\n"), (code, stdout));
        Assert.Contains("POST /api/v1/workspaces/api/rm {\"force\":true}", desk.Server.Heard);
    }

    [Fact]
    public async Task Cancelling_says_why()
    {
        using var desk = new Desk();
        const string Id = "0198c0de-0000-7000-8000-000000000001";

        var (code, _, _) = await desk.RunAsync("run", "cancel", Id, "--reason", "too slow");

        Assert.Equal(0, code);
        Assert.Equal($"POST /api/v1/runs/{Id}/cancel {{\"reason\":\"too slow\"}}", Assert.Single(desk.Server.Heard));
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task Completion_scripts_ask_this_program(string shell)
    {
        using var desk = new Desk();

        Snapshot.Matches(await desk.SeeAsync("completion", shell), test: $"completion_{shell}");
    }

    [Fact]
    public async Task What_may_come_next_is_listed()
    {
        using var desk = new Desk();

        var (_, stdout, _) = await desk.RunAsync("[suggest:10]", "workspace ");

        Assert.Contains("create\n", stdout, StringComparison.Ordinal);
    }

    /// <summary>Ages and places differ from run to run.</summary>
    private static string Settle(string seen) => Places().Replace(Ages().Replace(seen, "AGE "), "/usr/bin/${name}");

    [GeneratedRegex(@"\b\d+d\s+(?=ws-)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Ages();

    [GeneratedRegex(
        @"/(usr/local/|usr/)?s?bin/(?<name>ssh|git)\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Places();
}
