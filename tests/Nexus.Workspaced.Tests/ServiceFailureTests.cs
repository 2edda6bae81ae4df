using Nexus.Contracts;
using Nexus.Workspaced.Health;

namespace Nexus.Workspaced.Tests;

/// <summary>A service that was healthy breaks: its reason stands within two intervals of the health check.</summary>
public sealed class ServiceFailureTests : SandboxTests
{
    private const int Port = 5100;

    [Theory]
    [InlineData("crash-loop", "exited with code 1, 2 times in a row")]
    [InlineData("hang", "it is suspended by a signal (SIGSTOP or the like)")]
    [InlineData("closed", "nothing accepts connections on port 5100")]
    [InlineData("500", "GET / answered 500")]
    [InlineData("slow", "GET / was not answered within 2 s")]
    [InlineData("memory", "was killed for lack of memory")]
    [InlineData("wrong-port", "it listens on 6100, not on 5100")]
    [InlineData("missing", "command not found: no-such-server")]
    public async Task A_failure_is_told_of_within_two_intervals(string way, string reason)
    {
        await Workspace.StartBreakableAsync(Breakable.Service(Port));
        await Workspace.WaitForAsync("web", ServiceState.Healthy);
        var broken = TimeProvider.System.GetTimestamp();

        if (way is "memory")
            Workspace.CountMemoryKills(1);
        Workspace.Break(Port, way);

        var seen = await Workspace.WatchAsync(
            now => now.Of("web").Reason?.Contains(reason, StringComparison.Ordinal) is true);
        Assert.InRange(TimeProvider.System.GetElapsedTime(broken), TimeSpan.Zero, 2 * HealthMonitor.Interval);
        Assert.True(seen[^1].Of("web").State is ServiceState.Unhealthy or ServiceState.Failed);
    }

    [Fact]
    public async Task A_service_that_exits_for_good_has_failed_with_its_code()
    {
        await Workspace.StartBreakableAsync(Breakable.Service(Port, restart: "never"));
        await Workspace.WaitForAsync("web", ServiceState.Healthy);

        Workspace.Break(Port, "exit");

        var web = await Workspace.WaitForAsync("web", ServiceState.Failed);
        Assert.Equal(("exited with code 3", 3), (web.Reason, web.LastExitCode));
    }

    [Fact]
    public async Task A_service_that_exits_is_not_said_to_have_ended_of_the_memory_another_process_lacked()
    {
        await Workspace.StartBreakableAsync(
            Breakable.Service(Port, restart: "never"), Breakable.Service(Port + 1, "other", restart: "never"));
        await Workspace.WaitForAsync("web", ServiceState.Healthy);
        await Workspace.WaitForAsync("other", ServiceState.Healthy);

        Workspace.CountMemoryKills(1);
        Workspace.Break(Port, "exit");
        var web = await Workspace.WaitForAsync("web", ServiceState.Failed);
        Workspace.Break(Port + 1, "memory");
        var other = await Workspace.WaitForAsync("other", ServiceState.Failed);

        Assert.Equal(
            "exited with code 3; shortly before, another process of the workspace was killed for lack of memory",
            web.Reason);
        Assert.Equal("was killed for lack of memory", other.Reason);
    }

    [Fact]
    public async Task A_service_that_does_not_end_on_term_is_killed_and_told_of()
    {
        await Workspace.StartBreakableAsync(Breakable.Service(Port, more: "deaf"));
        await Workspace.WaitForAsync("web", ServiceState.Healthy);

        var watching = Workspace.WatchAsync(now => now.Of("web").State is ServiceState.Stopped);
        await Workspace.StopAsync(graceMs: 1000);

        var seen = await watching;
        Assert.Contains(seen, now => now.Of("web").Reason is "does not end on TERM, will be killed in 0.5 s");
        Assert.Equal("did not end on TERM, killed after 1 s", seen[^1].Of("web").Reason);
    }

    [Fact]
    public async Task A_service_that_listens_elsewhere_from_the_beginning_says_so_before_its_time_is_over()
    {
        await Workspace.StartAsync("""
            services:
              web: {command: "exec python3 -m http.server 5101 --bind 127.0.0.1", port: 5100}
            """);

        var seen = await Workspace.WatchAsync(now => now.Of("web").Reason is not null);

        Assert.Equal(
            (ServiceState.Starting, "it listens on 5101, not on 5100"),
            (seen[^1].Of("web").State, seen[^1].Of("web").Reason));
    }

    [Fact]
    public async Task A_service_without_a_check_that_is_suspended_is_not_healthy_until_it_goes_on()
    {
        await Workspace.StartAsync("services: {worker: {command: \"echo $$ > /tmp/pid; exec sleep 740\"}}");
        await Workspace.WaitForAsync("worker", ServiceState.Healthy);

        await Workspace.ExecAsync("kill -STOP $(cat /tmp/pid)");
        var worker = await Workspace.WaitForAsync("worker", ServiceState.Unhealthy);
        await Workspace.ExecAsync("kill -CONT $(cat /tmp/pid)");

        Assert.Equal("it is suspended by a signal (SIGSTOP or the like)", worker.Reason);
        await Workspace.WaitForAsync("worker", ServiceState.Healthy);
    }

    [Fact]
    public async Task A_service_that_dies_again_and_again_is_not_called_healthy_in_between()
    {
        await Workspace.StartAsync("services: {worker: {command: \"sleep 1; exit 4\", restart: always}}");

        var seen = await Workspace.WatchAsync(now => now.Of("worker").Restarts >= 3);

        Assert.DoesNotContain(seen, now => now.Of("worker") is { Restarts: >= 2, State: ServiceState.Healthy });
        Assert.Contains("exited with code 4", seen[^1].Of("worker").Reason, StringComparison.Ordinal);
    }
}
