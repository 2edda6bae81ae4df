using Nexus.Contracts;
using Nexus.Processes;
using Nexus.Transport;
using Nexus.Transport.Workspaced;

namespace Nexus.Workspaced.Tests;

public sealed class ServiceTests : SandboxTests
{
    [Fact]
    public async Task A_service_starts_when_what_it_needs_is_healthy_and_independent_ones_start_together()
    {
        await Workspace.StartAsync("""
            services:
              db: {command: "sleep 0.4; exec python3 -m http.server 5000", port: 5000}
              cache: {command: "exec python3 -m http.server 5001", port: 5001, health_check: {type: tcp}}
              api: {command: "exec python3 -m http.server 5002", port: 5002, depends_on: [db, cache], health_check: /}
            """);

        var seen = await Workspace.WatchAsync(snapshot =>
            snapshot.Services.All(service => service.State is ServiceState.Healthy));

        Assert.True(seen[^1].IsStarted);
        Assert.Contains(seen, snapshot => snapshot.Of("db").State is ServiceState.Starting
            && snapshot.Of("cache").State is not ServiceState.Pending);
        Assert.All(
            seen.Where(snapshot => snapshot.Of("db").State is not ServiceState.Healthy),
            snapshot => Assert.Equal(ServiceState.Pending, snapshot.Of("api").State));
    }

    [Fact]
    public async Task Dependents_of_a_failed_service_do_not_start_and_say_why()
    {
        await Workspace.StartAsync("""
            services:
              bad: {command: "echo no luck; exit 3", restart: never}
              dependent: {command: "touch /tmp/started; sleep 600", depends_on: [bad]}
              other: {command: "sleep 600"}
            """);

        var dependent = await Workspace.WaitForAsync("dependent", ServiceState.Stopped);
        var bad = await Workspace.WaitForAsync("bad", ServiceState.Failed);
        await Workspace.WaitForAsync("other", ServiceState.Healthy);

        Assert.Equal("needs bad, which is failed", dependent.Reason);
        Assert.Equal("exited with code 3; its log ends with:\nno luck", bad.Reason);
        Assert.Equal(3, bad.LastExitCode);
        Assert.NotEqual(0, (await Workspace.ExecAsync("test -e /tmp/started")).ExitCode);
    }

    [Fact]
    public async Task A_service_that_dies_is_started_again()
    {
        await Workspace.StartAsync("""
            services:
              web: {command: "exec python3 -m http.server 5003", port: 5003}
            """);
        await Workspace.WaitForAsync("web", ServiceState.Healthy);

        await Workspace.ExecAsync("pkill -9 -f 'http.server 5003'");

        var seen = await Workspace.WatchAsync(now => now.Of("web") is { Restarts: 1, State: ServiceState.Healthy });
        Assert.Equal(128 + 9, seen[^1].Of("web").LastExitCode);
    }

    [Fact]
    public async Task A_service_that_fails_for_good_stops_its_dependents()
    {
        await Workspace.StartAsync("""
            services:
              db: {command: "sleep 600", restart: never}
              api: {command: "sleep 601", depends_on: [db]}
            """);
        await Workspace.WaitForAsync("api", ServiceState.Healthy);

        await Workspace.ExecAsync("pkill -f '^sleep 600'");

        var api = await Workspace.WaitForAsync("api", ServiceState.Stopped);
        Assert.Equal("needs db, which is failed", api.Reason);
        await Workspace.EventuallyAsync("pgrep -c -f '^sleep 601'", "0\n");
    }

    [Fact]
    public async Task A_service_that_does_not_answer_in_time_is_unhealthy_and_may_come_back()
    {
        await Workspace.StartAsync("""
            services:
              slow:
                command: "while ! test -e /tmp/go; do sleep 0.1; done; exec python3 -m http.server 5004"
                port: 5004
                health_check: {type: tcp, timeout: 1s}
            """);

        var slow = await Workspace.WaitForAsync("slow", ServiceState.Unhealthy);
        await Workspace.ExecAsync("touch /tmp/go");
        await Workspace.WaitForAsync("slow", ServiceState.Healthy);

        Assert.Equal("not healthy within 1 s: nothing accepts connections on port 5004", slow.Reason);
    }

    [Fact]
    public async Task A_taken_port_names_who_has_it()
    {
        await Workspace.ExecAsync("setsid python3 -m http.server 5005 >/dev/null 2>&1 & sleep 1");
        await Workspace.StartAsync("""
            services:
              web: {command: "exec python3 -m http.server 5005", port: 5005, health_check: {type: tcp, timeout: 1s}}
            """);

        var web = await Workspace.WaitForAsync("web", ServiceState.Failed);

        Assert.StartsWith("port 5005 is taken by python3 (pid ", web.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_goes_backwards_and_leaves_nothing()
    {
        await Workspace.StartAsync("""
            services:
              db: {command: "trap 'date +%s%N > /tmp/db-end; exit 0' TERM; sleep 700 & wait"}
              api:
                command: "trap 'sleep 0.3; date +%s%N > /tmp/api-end; exit 0' TERM; sleep 701 & setsid sleep 702 & wait"
                depends_on: [db]
              deaf: {command: "trap '' TERM; while :; do sleep 703; done"}
            """);
        await Workspace.WatchAsync(snapshot => snapshot.Services.All(service => service.State is ServiceState.Healthy));

        await Workspace.StopAsync(graceMs: 1500);

        Assert.Equal("0\n", (await Workspace.ExecAsync("pgrep -c -f '^sleep 70'")).Output);
        Assert.Equal(0, (await Workspace.ExecAsync("test $(cat /tmp/api-end) -lt $(cat /tmp/db-end)")).ExitCode);
        var after = (await Workspace.WatchAsync(_ => true))[0];
        Assert.All(after.Services, service => Assert.Equal(ServiceState.Stopped, service.State));
    }

    [Fact]
    public async Task Restarting_one_service_leaves_its_dependents_alone()
    {
        await Workspace.StartAsync("""
            services:
              db: {command: "sleep 710"}
              api: {command: "sleep 711", depends_on: [db]}
            """);
        await Workspace.WaitForAsync("api", ServiceState.Healthy);
        var before = (await Workspace.ExecAsync("pgrep -f '^sleep 71'")).Output.Split('\n');

        await (await Workspace.OpenAsync(
            Verbs.Restart, new RestartRequest("db"), TransportJson.Default.RestartRequest)).DisposeAsync();
        await Workspace.WatchAsync(seen => seen.Of("db") is { Restarts: 1, State: ServiceState.Healthy });

        var after = (await Workspace.ExecAsync("pgrep -f '^sleep 71'")).Output.Split('\n');
        Assert.Single(after, pid => pid.Length > 0 && before.Contains(pid));
    }

    [Fact]
    public async Task After_the_environment_was_killed_nothing_runs_until_it_is_asked()
    {
        await Workspace.StartAsync("services: {web: {command: \"sleep 720\"}}");
        await Workspace.WaitForAsync("web", ServiceState.Healthy);
        var before = await Workspace.HelloAsync();

        await Workspace.RestartAsync(Signal.Kill);

        Assert.NotEqual(before.BootId, (await Workspace.HelloAsync()).BootId);
        Assert.False((await Workspace.WatchAsync(_ => true))[0].IsStarted);
        Assert.Equal("0\n", (await Workspace.ExecAsync("pgrep -c -f '^sleep 720'")).Output);
    }

    [Fact]
    public async Task Told_to_end_it_stops_the_services_and_exits_with_zero()
    {
        await Workspace.StartAsync(
            "services: {web: {command: \"trap 'echo bye > /home/dev/bye; exit 0' TERM; sleep 730 & wait\"}}");
        await Workspace.WaitForAsync("web", ServiceState.Healthy);

        Assert.Equal(0, await Workspace.EndAsync(Signal.Terminate));

        Assert.Equal("bye\n", await File.ReadAllTextAsync(Path.Combine(Workspace.Home, "bye"), Ct));
    }
}
