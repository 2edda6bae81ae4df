using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Nexus.Processes;
using Nexus.Testing;

namespace Nexus.Node.Tests;

/// <summary>The real program, and one in the place of mmdebstrap.</summary>
public sealed class ImageBuildTests : IDisposable
{
    /// <summary>Says where its half system is, and minds neither a reader that is gone nor a while of work.</summary>
    private const string Working = """
        #!/bin/sh
        trap '' PIPE
        trap 'echo told to end >&2; rmdir "$TMPDIR/half"; exit 1' TERM
        mkdir -p "$TMPDIR/half" "$TMPDIR/left/deep"
        echo "pid $$" >&2
        while :; do sleep 1; done

        """;

    private readonly TemporaryDirectory _root = new();
    private readonly Spawner _spawner = new(TimeProvider.System);

    public ImageBuildTests()
    {
        Requires.Daemon();
        Directory.CreateDirectory(Temporary);
        Directory.CreateDirectory(_root.File("bin"));
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Temporary => _root.File("tmp");

    private string Socket => _root.File("d.sock");

    public void Dispose()
    {
        _spawner.Dispose();
        _root.Dispose();
    }

    [Theory(Timeout = 60_000)]
    [InlineData(Signal.Interrupt)]
    [InlineData(Signal.Terminate)]
    public async Task A_signal_ends_it_and_leaves_nothing(Signal signal)
    {
        await using var engine = await EngineAsync();
        await using var node = Build(Working);
        var program = await ProgramAsync(node);

        node.Send(signal);

        var said = await RestAsync(node);
        Assert.Equal(130, await node.Exited.WaitAsync(Ct));
        Assert.Contains("told to end", said, StringComparison.Ordinal);
        Assert.Contains("nexus-node: interrupted", said, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", said, StringComparison.Ordinal);
        Assert.False(program.IsAlive);
        Assert.Empty(Directory.GetFileSystemEntries(Temporary));
    }

    [Fact(Timeout = 60_000)]
    public async Task An_engine_that_ends_leaves_nothing()
    {
        await using var engine = await FakeEngine.StartAsync(Socket, TimeSpan.FromMinutes(1), async context =>
        {
            await context.Request.Body.ReadExactlyAsync(new byte[512], context.RequestAborted);
            File.Delete(Socket);
            context.Abort();
        });
        await using var node = Build(
            Working.Replace("do sleep 1", "do head -c 500000 /dev/zero; sleep 1", StringComparison.Ordinal));
        var program = await ProgramAsync(node);

        var said = await RestAsync(node);

        Assert.Equal(4, await node.Exited.WaitAsync(Ct));
        Assert.Contains("told to end", said, StringComparison.Ordinal);
        Assert.Contains("[docker.unreachable]", said, StringComparison.Ordinal);
        Assert.False(program.IsAlive);
        Assert.Empty(Directory.GetFileSystemEntries(Temporary));
    }

    [Fact(Timeout = 60_000)]
    public async Task What_a_killed_one_left_is_removed_by_the_next_and_nobody_elses()
    {
        await using var engine = await EngineAsync();
        await using var working = Build(Working);
        await ProgramAsync(working);
        var others = Assert.Single(Directory.GetDirectories(Temporary));
        await using var killed = Build(Working);
        var orphan = await ProgramAsync(killed);
        killed.Send(Signal.Kill);
        await killed.Exited.WaitAsync(Ct);
        await orphan.KillTreeAsync(TimeProvider.System, Ct);
        Assert.Equal(2, Directory.GetDirectories(Temporary).Length);

        await using var next = Build("#!/bin/sh\nexit 7\n");

        Assert.Contains("mmdebstrap failed", await RestAsync(next), StringComparison.Ordinal);
        Assert.Equal([others], Directory.GetDirectories(Temporary));
    }

    private Task<WebApplication> EngineAsync() => FakeEngine.StartAsync(
        Socket, TimeSpan.FromMinutes(1), context => context.Request.Body.CopyToAsync(Stream.Null, Ct));

    private ChildProcess Build(string program)
    {
        var path = _root.File("bin/mmdebstrap");
        File.WriteAllText(path, program);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        return _spawner.Spawn(new(new Argv(
            Path.Combine(Requires.DaemonDirectory(), "nexus-node"), "image", "build", "--name", "test/ends:1",
            "--socket", Socket))
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["PATH"] = $"{_root.File("bin")}:{Environment.GetEnvironmentVariable("PATH")}",
                ["TMPDIR"] = Temporary,
            },
            Error = StdioTarget.Pipe,
        });
    }

    /// <summary>Once it has begun.</summary>
    private static async Task<ProcessIdentity> ProgramAsync(ChildProcess node)
    {
        var line = new StringBuilder();
        var next = new byte[1];
        while (!line.ToString().StartsWith("pid ", StringComparison.Ordinal) || next is not [(byte)'\n'])
        {
            if (next is [(byte)'\n'])
                line.Clear();
            Assert.True(await node.Error!.ReadAsync(next, Ct) > 0, "It ended.");
            line.Append((char)next[0]);
        }

        return Assert.NotNull(ProcessIdentity.Of(int.Parse(line.ToString()[4..], CultureInfo.InvariantCulture)));
    }

    private static async Task<string> RestAsync(ChildProcess node)
    {
        using var reader = new StreamReader(node.Error!);
        return await reader.ReadToEndAsync(Ct);
    }
}
