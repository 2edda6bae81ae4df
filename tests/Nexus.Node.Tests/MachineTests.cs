using Nexus.Contracts;
using Nexus.Node.Agent;
using Nexus.Testing;

namespace Nexus.Node.Tests;

/// <summary>What the server is told of the machine.</summary>
public sealed class MachineTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task The_server_is_told_of_this_machine_at_once()
    {
        await using var server = await FakeServer.StartAsync();
        await using var node = new NodeUnderTest(server, "process");
        node.Start();

        var told = (await server.SessionAsync(Ct)).Hello?.Capabilities;

        Assert.NotNull(told);
        Assert.Equal(File.ReadAllText("/proc/sys/kernel/osrelease").Trim(), told.Kernel);
        Assert.InRange(told.Cpus, 1, 4096);
        Assert.InRange(told.MemoryBytes, 1L << 20, 1L << 50);
        Assert.InRange(told.DiskFreeBytes, 1, told.DiskBytes);
        Assert.NotEqual("unknown", told.Os);
    }

    [Fact]
    public void What_the_files_of_a_machine_say_is_read()
    {
        using var root = new TemporaryDirectory();
        Write(root, "etc/os-release", "NAME=x\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n");
        Write(root, "proc/sys/kernel/osrelease", "6.1.0-18\n");
        Write(root, "proc/stat", "cpu  1 2 3\ncpu0 1 2 3\ncpu3 1 2 3\nintr 7\n");
        Write(root, "proc/meminfo", "MemTotal:       16384 kB\nMemFree: 1 kB\n");

        var seen = new Machine("1", root.Path, root.Path).Look();

        Assert.Equal(
            ("Debian GNU/Linux 12 (bookworm)", "6.1.0-18", 2, 16L << 20),
            (seen.Os, seen.Kernel, seen.Cpus, seen.MemoryBytes));
    }

    [Fact]
    public void What_cannot_be_read_is_unknown()
    {
        using var root = new TemporaryDirectory();

        var seen = new Machine("1", Path.Combine(root.Path, "gone"), root.Path).Look();

        Assert.Equal(("unknown", "unknown", 0), (seen.Os, seen.Kernel, seen.Cpus));
        Assert.Equal((0, 0), (seen.MemoryBytes, seen.DiskBytes));
    }

    [Theory]
    [InlineData(50, 2, true)]
    [InlineData(46, 2, true)]
    [InlineData(44, 2, false)]
    [InlineData(50, 4, false)]
    public void Little_room_more_or_less_is_not_told(long free, int cpus, bool isAsTold)
    {
        static NodeCapabilities Of(long free, int cpus) => new()
        {
            Arch = "amd64",
            Os = "os",
            Kernel = "k",
            Cpus = cpus,
            DiskBytes = 100,
            DiskFreeBytes = free,
        };

        Assert.Equal(isAsTold, Machine.IsAsTold(Of(free, cpus), Of(50, 2)));
    }

    private static void Write(TemporaryDirectory root, string path, string text)
    {
        var file = Path.Combine(root.Path, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
