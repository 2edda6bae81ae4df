using System.Text;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Transport;
using Nexus.Transport.Channels;
using Nexus.Transport.Workspaced;

namespace Nexus.Workspaced.Tests;

public sealed class ExecTests : SandboxTests
{
    [Fact]
    public async Task A_command_runs_as_dev_with_its_streams_and_code()
    {
        var outcome = await Workspace.ExecAsync(
            new ExecRequest { Command = "id -un; pwd; cat; echo problem >&2; exit 7" }, "from stdin");

        Assert.Equal(new ExecOutcome(7, "dev\n/home/dev\nfrom stdin", "problem\n"), outcome);
    }

    [Fact]
    public async Task A_missing_program_is_127_and_says_so()
    {
        var outcome = await Workspace.ExecAsync(new ExecRequest { Argv = ["no-such-program", "x"] });

        Assert.Equal(127, outcome.ExitCode);
        Assert.Contains("no-such-program: command not found", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_is_whole_also_when_it_is_large_and_the_reader_slow()
    {
        var outcome = await Workspace.ExecAsync("head -c 3000000 /dev/zero | tr '\\0' x");

        Assert.Equal(3_000_000, outcome.Output.Length);
    }

    [Fact]
    public async Task Arguments_variables_and_directory_arrive_as_they_are()
    {
        var outcome = await Workspace.ExecAsync(new ExecRequest
        {
            Argv = ["sh", "-c", "echo \"$1|$FRUIT|$NEXUS_WORKSPACE_ID|$HOME\"; pwd", "sh", "$x 'y'"],
            Environment = new Dictionary<string, string> { ["FRUIT"] = "a b" },
            WorkingDirectory = "/tmp",
        });

        Assert.Equal("$x 'y'|a b|ws-test|/home/dev\n/tmp\n", outcome.Output);
    }

    [Fact]
    public async Task A_terminal_has_a_size_that_can_change_and_ends_with_its_shell()
    {
        await using var channel = await Workspace.OpenAsync(
            Verbs.Exec,
            new ExecRequest
            {
                Command = "stty size; read x; stty size; echo $TERM; exit 4",
                Terminal = new(90, 33, "vt100"),
            },
            TransportJson.Default.ExecRequest);
        using var frames = new FrameChannel(channel);
        await ReadUntilAsync(frames, "33 90");
        var size = JsonSerializer.SerializeToUtf8Bytes(new TerminalSize(120, 40), TransportJson.Default.TerminalSize);
        await frames.WriteAsync(FrameKind.Resize, size, Ct);
        await frames.WriteAsync(FrameKind.Stdin, "\n"u8.ToArray(), Ct);

        var outcome = await frames.FinishAsync();

        Assert.Equal(4, outcome.ExitCode);
        Assert.Contains("40 120", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("vt100", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_the_caller_goes_away_the_tree_is_killed()
    {
        await using (var channel = await Workspace.OpenAsync(
            Verbs.Exec, new ExecRequest { Command = "setsid sleep 4711 & sleep 4711 & echo up; wait" },
            TransportJson.Default.ExecRequest))
        {
            using var frames = new FrameChannel(channel);
            await ReadUntilAsync(frames, "up");
        }

        await Workspace.EventuallyAsync("pgrep -c -f '^sleep 4711'", "0\n");
    }

    [Fact]
    public async Task What_a_command_leaves_running_goes_on_and_does_not_hold_the_caller()
    {
        var outcome = await Workspace.ExecAsync("sleep 4712 & echo started");

        Assert.Equal("started\n", outcome.Output);
        Assert.Equal("1\n", (await Workspace.ExecAsync("pgrep -c -f '^sleep 4712'")).Output);
    }

    [Fact]
    public async Task Orphans_are_collected()
    {
        await Workspace.ExecAsync("for i in 1 2 3 4 5; do (sh -c 'sleep 0.01 &' &); done; sleep 0.2");

        await Workspace.EventuallyAsync("grep -l 'State:.Z' /proc/[0-9]*/status | wc -l", "0\n");
    }

    private static async Task ReadUntilAsync(FrameChannel frames, string text)
    {
        var seen = new StringBuilder();
        while (!seen.ToString().Contains(text, StringComparison.Ordinal))
        {
            var frame = await frames.ReadAsync(Ct);
            seen.Append(Encoding.UTF8.GetString(frame!.Value.Payload.Span));
        }
    }
}
