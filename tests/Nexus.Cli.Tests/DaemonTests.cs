using System.Globalization;
using Nexus.Processes;

namespace Nexus.Cli.Tests;

/// <summary>Starting and stopping programs that go on by themselves. Whole ones run in Nexus.Journeys.</summary>
public sealed class DaemonTests
{
    [Fact]
    public async Task A_program_that_ends_at_once_is_told_with_the_end_of_its_log()
    {
        using var desk = new Desk();
        Directory.CreateDirectory(Path.Combine(desk.Root, "bin"));
        File.Copy("/bin/cat", Path.Combine(desk.Root, "bin", "nexusd"));

        var (code, _, stderr) = await desk.RunAsync("coordination", "start", "--detach");

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("unrecognized option '--home'", stderr, StringComparison.Ordinal);
        Assert.Contains("did not start: it ended at once. [daemon.not_started]", stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_program_says_of_its_failure_is_passed_on()
    {
        using var desk = new Desk();
        Program(desk, """
            echo "a stack trace"
            echo "error: The address is not free. [server.address_taken]"
            echo "  hint: Choose another with --port."
            """);

        var (code, _, stderr) = await desk.RunAsync("coordination", "start", "--detach");

        Assert.Equal(ExitCode.Conflict, code);
        Assert.Equal(
            "error: The address is not free. [server.address_taken]\n  hint: Choose another with --port.\n", stderr);
    }

    [Fact]
    public async Task What_an_earlier_start_wrote_is_not_shown()
    {
        using var desk = new Desk();
        desk.Write("home/.local/share/nexus/state/logs/nexusd.log", "error: Of yesterday. [server.failed]\n");
        Program(desk, "echo of today; exit 3");

        var (_, _, stderr) = await desk.RunAsync("coordination", "start", "--detach");

        Assert.StartsWith("  | of today\nerror: nexusd did not start", stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_has_grown_large_is_set_aside()
    {
        using var desk = new Desk();
        var log = desk.Write("home/.local/share/nexus/state/logs/nexusd.log", "old");
        await using (var large = new FileStream(log, FileMode.Open))
            large.SetLength((16 << 20) + 1);
        Program(desk, "echo of today; exit 3");

        var (_, _, stderr) = await desk.RunAsync("coordination", "start", "--detach");

        Assert.StartsWith("  | of today\n", stderr, StringComparison.Ordinal);
        Assert.Equal((16 << 20) + 1, new FileInfo($"{log}.1").Length);
        Assert.Equal("of today\n", await File.ReadAllTextAsync(log, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task One_that_is_about_to_end_does_not_run_already()
    {
        using var desk = new Desk();
        var program = Path.Combine(desk.Root, "nexusd");
        File.Copy("/bin/sleep", program);
        using var spawner = new Spawner(TimeProvider.System);
        await using var dying = spawner.Spawn(new SpawnRequest(new Argv(program, "0.3")));
        desk.Write("home/.local/share/nexus/state/nexusd.pid", $"{dying.Pid}\n");

        var (code, _, stderr) = await desk.RunAsync("coordination", "start", "--detach");

        Assert.Equal(ExitCode.ProgramMissing, code); // It went on to start one, and there is none.
        Assert.DoesNotContain("already", stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_process_with_the_same_number_is_left_alone()
    {
        using var desk = new Desk();
        var pid = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        desk.Write("home/.local/share/nexus/state/nexusd.pid", $"{pid}\n");

        var (code, _, stderr) = await desk.RunAsync("coordination", "stop");

        Assert.Equal((0, "it did not run\n"), (code, stderr));
    }

    [Fact]
    public async Task A_pid_file_of_a_process_that_is_gone_means_not_running()
    {
        using var desk = new Desk();
        desk.Write("home/.local/share/nexus-node/node.pid", "4194305\n");

        var (code, stdout, _) = await desk.RunAsync("agent", "status");

        Assert.Equal((ExitCode.Unreachable, "not running\n"), (code, stdout));
    }

    private static void Program(Desk desk, string script)
    {
        var file = desk.Write("bin/nexusd", $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
