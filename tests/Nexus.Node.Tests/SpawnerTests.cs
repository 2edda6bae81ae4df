using System.Text;
using Nexus.Processes;

namespace Nexus.Node.Tests;

public sealed class SpawnerTests : IDisposable
{
    private readonly Spawner _spawner = new(TimeProvider.System);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _spawner.Dispose();

    [Fact]
    public async Task A_code_and_a_signal_are_told_apart()
    {
        await using var code = _spawner.Spawn(Shell("exit 7"));
        await using var killed = _spawner.Spawn(Shell("kill -TERM $$"));

        Assert.Equal(7, await code.Exited.WaitAsync(Ct));
        Assert.Equal(128 + 15, await killed.Exited.WaitAsync(Ct));
    }

    [Fact]
    public async Task Input_output_and_errors_are_pipes()
    {
        await using var child = _spawner.Spawn(Shell("cat; echo problem >&2") with
        {
            Input = StdioTarget.Pipe,
            Output = StdioTarget.Pipe,
            Error = StdioTarget.Pipe,
        });

        await child.Input!.WriteAsync("hello"u8.ToArray(), Ct);
        await child.Input.DisposeAsync();

        Assert.Equal("hello", await ReadAllAsync(child.Output!));
        Assert.Equal("problem\n", await ReadAllAsync(child.Error!));
    }

    [Fact]
    public async Task A_descriptor_is_handed_over_while_others_are_closed()
    {
        using var end = new CancellationTokenSource();
        var churn = new Thread(() =>
        {
            while (!end.IsCancellationRequested)
                File.OpenHandle("/dev/null").Dispose();
        });
        churn.Start();
        try
        {
            for (var i = 0; i < 200; i++)
            {
                using var input = File.OpenHandle("/dev/null");
                await using var child = _spawner.Spawn(new(new Argv("true")) { Input = StdioTarget.Of(input) });
                Assert.Equal(0, await child.Exited.WaitAsync(Ct));
            }
        }
        finally
        {
            await end.CancelAsync();
            churn.Join();
        }
    }

    [Fact]
    public async Task A_child_leads_a_session_has_default_signals_and_no_other_descriptors()
    {
        using var ours = File.OpenHandle("/dev/null");
        await using var child = _spawner.Spawn(
            Shell("cut -d' ' -f6 /proc/$$/stat; grep -E 'SigIgn|SigBlk' /proc/self/status; ls /proc/self/fd") with
            {
                Output = StdioTarget.Pipe,
            });

        var lines = (await ReadAllAsync(child.Output!)).Split('\n', StringSplitOptions.TrimEntries);

        Assert.Equal($"{child.Pid}", lines[0]);
        Assert.EndsWith("0000000000000000", lines[1], StringComparison.Ordinal);

        // The C library keeps signals 32 and 33 for itself and leaves them ignored.
        Assert.EndsWith("00000000", lines[2].Replace("180000000", "00000000", StringComparison.Ordinal));
        Assert.Equal(["0", "1", "2", "3", ""], lines[3..]);
    }

    [Fact]
    public async Task A_terminal_controls_the_session_and_can_be_resized()
    {
        await using var child = _spawner.Spawn(Shell("stty size </dev/tty; read line; stty size; exit 3") with
        {
            Terminal = new TerminalWindow(100, 30),
        });
        var output = new StringBuilder();

        await ReadUntilAsync(child.Output!, output, "30 100");
        child.Resize(new TerminalWindow(132, 43));
        await child.Input!.WriteAsync("go\n"u8.ToArray(), Ct);
        await ReadUntilAsync(child.Output!, output, "43 132");

        Assert.Equal(3, await child.Exited.WaitAsync(Ct));
    }

    [Fact]
    public async Task Killing_the_tree_reaches_who_left_the_group_and_who_left_the_session()
    {
        await using var child = _spawner.Spawn(
            Shell("setsid sleep 600 & sh -c 'sleep 600 & wait' & set -m; sleep 600 & echo ready; wait") with
            {
                Output = StdioTarget.Pipe,
            });
        var output = new StringBuilder();
        await ReadUntilAsync(child.Output!, output, "ready");

        Assert.True(await child.KillTreeAsync(Ct));

        Assert.Equal(128 + 9, await child.Exited);
        Assert.Equal("", await ReadAllAsync(child.Output!));
    }

    [Fact]
    public async Task A_detached_process_is_known_for_ever()
    {
        var log = Path.GetTempFileName();
        var identity = DetachedProcess.Start(
            _spawner, new Argv("/bin/sh", "-c", "echo started; exec sleep 600"), logFile: log);

        Assert.True(identity.IsAlive);
        Assert.False((identity with { StartTime = identity.StartTime - 1 }).Send(Signal.Kill));
        Assert.True(identity.Send(Signal.Kill));
        Assert.True(await identity.WaitGoneAsync(TimeSpan.FromSeconds(5), TimeProvider.System, Ct));
        File.Delete(log);
    }

    [Fact]
    public void A_missing_program_is_said_at_once()
    {
        var missing = Assert.Throws<SpawnException>(() => _spawner.Spawn(new(new Argv("/no/such/program"))));
        var directory = Assert.Throws<SpawnException>(() => _spawner.Spawn(new(new Argv("/etc"))));

        Assert.True(missing.IsProgramMissing);
        Assert.False(directory.IsProgramMissing);
    }

    [Fact]
    public async Task Hundreds_of_children_at_once_are_all_collected()
    {
        var children = Enumerable.Range(0, 300).Select(i => _spawner.Spawn(Shell($"exit {i % 100}"))).ToList();

        var codes = await Task.WhenAll(children.Select(child => child.Exited)).WaitAsync(Ct);

        Assert.Equal(Enumerable.Range(0, 300).Select(i => i % 100), codes);
    }

    [Fact]
    public async Task In_the_foreground_the_code_is_passed_on() =>
        Assert.Equal(5, await ForegroundProcess.RunAsync(
            new Argv("/bin/sh", "-c", "exit 5"), TimeProvider.System, cancellationToken: Ct));

    private static SpawnRequest Shell(string script) => new(new Argv("/bin/sh", "-c", script));

    private static async Task<string> ReadAllAsync(Stream stream)
    {
        using var reader = new StreamReader(stream, leaveOpen: true);
        return await reader.ReadToEndAsync(Ct);
    }

    private static async Task ReadUntilAsync(Stream stream, StringBuilder into, string text)
    {
        var buffer = new byte[256];
        while (!into.ToString().Contains(text, StringComparison.Ordinal))
        {
            var read = await stream.ReadAsync(buffer, Ct);
            Assert.True(read > 0, $"ended before '{text}': {into}");
            into.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }
    }
}
