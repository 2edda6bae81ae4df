using Nexus.Node.Providers.Process;
using Nexus.Processes;

namespace Nexus.Node.Tests;

/// <summary>In a bubblewrap sandbox.</summary>
public sealed class ProcessEnvironmentTests : EnvironmentPromises
{
    private protected override string Provider => "process";

    [Fact(Timeout = 120_000)]
    public async Task Nothing_of_the_machine_is_seen_but_its_system()
    {
        var session = await Server.SessionAsync(Ct);
        await session.EnsureAsync(Wanted, Ct);
        await Server.SetUpAsync(Id, Ct);

        var (code, seen) = await Server.ExecAsync(
            Id, $"id -u; ls /; ls {Node.Root} /root /var/run/docker.sock; touch /usr/x; cat /proc/1/comm", Ct);

        var lines = seen.Split('\n');
        Assert.Equal(0, code);
        Assert.Equal("1000", lines[0]);
        Assert.DoesNotContain("root", lines);
        Assert.DoesNotContain("sys", lines);
        Assert.Contains("Read-only", seen, StringComparison.Ordinal);
        Assert.Equal(3, lines.Count(line => line.StartsWith("ls: ", StringComparison.Ordinal)));
        Assert.Contains("nexus-workspace", lines);
    }

    [Fact(Timeout = 120_000)]
    public async Task There_is_a_way_out_and_none_to_the_machines_own_loopback()
    {
        Assert.SkipUnless(Egress.WhyNot(Environment.IsPrivilegedProcess) is null, "no slirp4netns");
        var session = await Server.SessionAsync(Ct);
        await session.EnsureAsync(Wanted, Ct);
        await Server.SetUpAsync(Id, Ct);

        var (_, seen) = await Server.ExecAsync(
            Id,
            $"for i in 1 2 3 4 5 6 7 8 9; do grep -q tap0 /proc/net/dev && break; sleep 0.2; done; "
            + "grep -c tap0 /proc/net/dev; grep -c '^tap0.00000000' /proc/net/route; "
            + $"curl -s -m 2 http://10.0.2.2:{Server.Port}/ || echo closed; "
            + $"curl -s -m 2 http://127.0.0.1:{Server.Port}/ || echo closed", Ct);

        Assert.Equal("1\n1\nclosed\nclosed\n", seen);
    }

    [Fact(Timeout = 120_000)]
    public async Task One_of_which_only_the_home_is_left_is_made_around_it()
    {
        var session = await Server.SessionAsync(Ct);
        await session.EnsureAsync(Wanted, Ct);
        await Server.SetUpAsync(Id, Ct);
        await Server.ExecAsync(Id, "echo mine >~/kept", Ct);
        await session.StopAsync(Id, Provider, Ct);
        var paths = new SandboxPaths(Node.Directories.PathOf(Id));
        (SandboxRecord.Read(paths)! with { IsBare = true }).Write(paths);
        Directory.Delete(paths.Etc, recursive: true);

        await session.EnsureAsync(Wanted, Ct);
        await Server.SetUpAsync(Id, Ct);

        Assert.Equal((0, "mine\n"), await Server.ExecAsync(Id, "cat ~/kept", Ct));
    }

    [Fact(Timeout = 120_000)]
    public async Task It_has_the_memory_it_was_asked_to_have_or_says_that_it_has_more()
    {
        var session = await Server.SessionAsync(Ct);
        var reply = await session.EnsureAsync(Wanted with { MemoryBytes = 128 << 20 }, Ct);
        await Server.SetUpAsync(Id, Ct);
        var group = SandboxRecord.Read(new SandboxPaths(Node.Directories.PathOf(Id)))!.Group;

        var (code, _) = await Server.ExecAsync(Id, "head -c 400M /dev/zero | tail >/dev/null", Ct);
        await session.DestroyAsync(Id, Provider, Ct);

        Assert.Equal(group is null, reply.Unbounded is not null);
        Assert.Equal(group is null, code == 0);
        Assert.False(Directory.Exists(group?.Memory), "the group is left");
    }

    private protected override Task RequireAsync() => Requires.SandboxAsync(Ct);

    private protected override Task KillMainAsync()
    {
        Assert.True(Main()?.Send(Signal.Kill));
        return Task.CompletedTask;
    }

    private protected override Task HoldMainAsync(bool isHeld)
    {
        Assert.True(Main()?.Send((Signal)(isHeld ? 19 : 18)));
        return Task.CompletedTask;
    }

    private protected override Task<bool> IsRunningAsync() => Task.FromResult(Main() is not null);

    private protected override Task<bool> ExistsAsync() => Task.FromResult(
        Directory.EnumerateDirectories("/proc").Any(directory =>
            File.Exists($"{directory}/environ") && Names(directory)));

    private protected override Task CleanAsync() => Task.CompletedTask;

    /// <summary>Every process inside has the workspace's id in its environment.</summary>
    private bool Names(string process)
    {
        try
        {
            return File.ReadAllText($"{process}/environ").Contains($"={Id}\0", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // It ended meanwhile, or is the machine's own.
        }
    }

    private ProcessIdentity? Main() =>
        SandboxRecord.Read(new SandboxPaths(Node.Directories.PathOf(Id)))?.Running();
}
