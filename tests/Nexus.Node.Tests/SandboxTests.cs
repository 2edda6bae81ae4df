using System.Text;
using Nexus.Node.Environments;
using Nexus.Node.Files;
using Nexus.Node.Images;
using Nexus.Node.Providers;
using Nexus.Node.Providers.Process;
using Nexus.Testing;

namespace Nexus.Node.Tests;

/// <summary>What the process provider decides, before anything runs.</summary>
public sealed class SandboxTests
{
    private static readonly RootEntry[] Entries = [new("bin", "usr/bin"), new("lib", null)];
    private static readonly SandboxRecord Sandbox = new() { WorkspaceId = "ws-abc123", Processes = 512 };

    [Fact]
    public void A_root_node_becomes_another_user_before_it_makes_the_sandbox() =>
        Snapshot.Matches(Lines(SandboxArguments.Start(
            Sandbox with { User = 1_900_000_007 }, new SandboxPaths("/state/e/abc123"), Entries)));

    [Fact]
    public void An_ordinary_node_makes_the_sandbox_as_itself() =>
        Snapshot.Matches(Lines(SandboxArguments.Start(Sandbox, new SandboxPaths("/state/e/abc123"), Entries)));

    [Fact]
    public void The_way_out_does_not_lead_to_the_machines_own_loopback() =>
        Snapshot.Matches(Lines(Egress.Arguments("/proc/7/ns/net", 1_900_000_007, isTunnelOpen: true)));

    [Fact]
    public void The_root_file_system_is_made_of_packages() =>
        Snapshot.Matches(Lines(ImageWish.From(null, "jq,make").RootFileSystem("/etc/apt/sources.list")));

    [Theory]
    [InlineData("bad name", null)]
    [InlineData(null, "jq --option")]
    public void An_image_wish_is_checked(string? name, string? with) =>
        Assert.Throws<UsageException>(() => ImageWish.From(name, with));

    [Theory]
    [InlineData("jq,make")]
    [InlineData("jq make")]
    [InlineData(" jq, make ")]
    public void Packages_stand_between_commas_or_blanks(string with) =>
        Assert.Equal(["jq", "make"], ImageWish.From(null, with).Packages.TakeLast(2));

    [Fact]
    public void People_are_not_taken_along_and_dev_is_added()
    {
        string[] passwd =
        [
            "root:x:0:0:root:/root:/bin/bash", "ann:x:1000:1000::/home/ann:/bin/sh",
            "dev:x:33:33::/x:/x", "nobody:x:65534:65534::/:/x",
        ];

        var names = PrivateEtc.Users(passwd).Select(line => line.Split(':')[0]);

        Assert.Equal(["root", "nobody", "dev"], names);
        Assert.All(PrivateEtc.Shadow(passwd), line => Assert.Contains(line.Split(':')[1], (string[])["*", "!*"]));
        Assert.Equal(
            ["dev:x:1000:"], PrivateEtc.Groups(["tty:x:5:", "ann:x:1000:", "dev:x:9:"]));
    }

    [Fact]
    public void Secrets_stay_outside()
    {
        using var directory = new TemporaryDirectory();
        var source = Directory.CreateDirectory(directory.File("etc")).FullName;
        foreach (var name in new[] { "passwd", "group", "secret", "open", "ssh_host_rsa_key" })
            File.WriteAllText(Path.Combine(source, name), "x");
        File.SetUnixFileMode(Path.Combine(source, "secret"), UnixFileMode.UserRead);

        PrivateEtc.Make(source, directory.File("copy"), "workspace-1");

        Assert.Equal(
            ["group", "hostname", "hosts", "mtab", "open", "passwd", "resolv.conf", "shadow"],
            new DirectoryInfo(directory.File("copy")).EnumerateFileSystemInfos().Select(f => f.Name).Order());
    }

    [Fact]
    public void Two_sandboxes_are_two_users()
    {
        var first = SandboxUser.Choose("ws-1", []);

        Assert.Equal(first, SandboxUser.Choose("ws-1", []));
        Assert.NotEqual(first, SandboxUser.Choose("ws-1", [first]));
    }

    [Fact]
    public void Bubblewraps_report_is_read_line_by_line()
    {
        var status = SandboxStatus.Parse(
            ["{ \"child-pid\": 8253, \"pid-namespace\": 4026532182 }", "{ \"exit-code\": 137 }", "{ \"half"]);

        Assert.Equal(new SandboxStatus(8253, 4026532182, 137), status);
    }

    /// <summary>It writes one object in many pieces, and a start looks all the time.</summary>
    [Fact]
    public void Bubblewraps_report_can_be_read_while_it_is_written()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.File("status.json");
        var isDone = false;
        void Write()
        {
            for (var round = 0; round < 2000; round++)
            {
                using var file = new FileStream(
                    path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
                foreach (var piece in (string[])["{ \"child-pid\": 7", ", \"ipc-namespace\": 8", " }", "\n"])
                    file.Write(Encoding.UTF8.GetBytes(piece));
            }

            Volatile.Write(ref isDone, true);
        }

        void Read()
        {
            while (!Volatile.Read(ref isDone))
                Assert.True(SandboxStatus.Read(path).MainPid is null or 7);
        }

        Parallel.Invoke(Write, Read);
        Assert.Equal(7, SandboxStatus.Read(path).MainPid);
    }

    /// <summary>A command on the same sandbox may be writing it.</summary>
    [Fact]
    public void Looking_at_a_start_that_is_not_written_down_yet_writes_nothing()
    {
        using var directory = new TemporaryDirectory();
        var paths = new SandboxPaths(directory.Path);
        Sandbox.Write(paths);
        var space = new FileInfo("/proc/self/ns/pid").LinkTarget!["pid:[".Length..].TrimEnd(']');
        File.WriteAllText(
            paths.Status, $$"""{ "child-pid": {{Environment.ProcessId}}, "pid-namespace": {{space}} }""" + "\n");
        var before = File.ReadAllBytes(paths.Record);

        var info = Sandboxes.Inspect(paths);

        Assert.True(info?.IsRunning);
        Assert.Equal(before, File.ReadAllBytes(paths.Record));
    }

    [Fact]
    public void Limits_have_defaults_and_end_at_the_machine()
    {
        Assert.Equal(new(2, 4L << 30, 2048), EnvironmentLimits.For((null, null, null), 8, 64L << 30));
        Assert.Equal(new(1, 1L << 30, 64), EnvironmentLimits.For((16, 8L << 30, 1), 1, 1L << 30));
    }

    [Fact]
    public void An_id_that_is_no_file_name_leads_nowhere_else()
    {
        var directories = new EnvironmentDirectories("/state/e");

        Assert.Equal("/state/e", Path.GetDirectoryName(Path.GetFullPath(directories.PathOf("ws-../../x"))));
        Assert.NotEqual(directories.PathOf("ws-a.b"), directories.PathOf("ws-a.c"));
    }

    [Fact]
    public void A_directory_its_user_locked_is_removed()
    {
        var root = Directory.CreateTempSubdirectory("nx-").FullName;
        var inner = Directory.CreateDirectory(Path.Combine(root, "a", "b"));
        File.CreateSymbolicLink(Path.Combine(inner.FullName, "etc"), "/etc");
        inner.UnixFileMode = UnixFileMode.None;

        OwnedTree.Remove(root);

        Assert.False(Directory.Exists(root));
        Assert.True(File.Exists("/etc/passwd"));
    }

    private static string Lines(Nexus.Processes.Argv argv) => string.Join('\n', [argv.Program, .. argv.Arguments]);
}
