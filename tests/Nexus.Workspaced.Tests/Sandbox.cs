using System.Globalization;
using Nexus.Processes;
using Nexus.Transport.Channels;

namespace Nexus.Workspaced.Tests;

/// <summary>The daemon for real, as the first process of a sandbox with its own users, processes and network.</summary>
internal sealed class Sandbox : IAsyncDisposable
{
    public const string WorkspaceId = "ws-test";

    private readonly Spawner _spawner = new(TimeProvider.System);
    private readonly bool _isRoot;
    private readonly bool _mayTrace;
    private ChildProcess? _daemon;

    private Sandbox(bool isRoot, bool mayTrace)
    {
        (_isRoot, _mayTrace) = (isRoot, mayTrace);
        Directory = System.IO.Directory.CreateTempSubdirectory("nx-").FullName;
    }

    /// <summary>Outside; <c>shared</c>, <c>etc</c>, <c>home</c> and <c>state</c> of it are inside.</summary>
    public string Directory { get; }

    public string Socket => Path.Combine(Directory, "shared", "workspaced.sock");

    public string Home => Path.Combine(Directory, "home", "dev");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <param name="isRoot">As in a container; else as in the sandbox of the process provider.</param>
    /// <param name="mayTrace">Root looks into the processes of others; in a container it does not.</param>
    public static async Task<Sandbox> StartAsync(bool isRoot = true, bool mayTrace = true)
    {
        var sandbox = new Sandbox(isRoot, mayTrace);
        try
        {
            sandbox.Prepare();
            await sandbox.RunAsync();
            return sandbox;
        }
        catch
        {
            await sandbox.DisposeAsync();
            throw;
        }
    }

    public async Task<SocketChannel> ConnectAsync() => await SocketChannel.ConnectUnixAsync(Socket, Ct);

    /// <summary>As if the environment was stopped and started, or killed.</summary>
    public async Task RestartAsync(Signal signal = Signal.Terminate)
    {
        await EndAsync(signal);
        await RunAsync();
    }

    /// <returns>How it ended.</returns>
    public async Task<int> EndAsync(Signal signal)
    {
        var inner = await InnerAsync();
        Assert.True(inner.Send(signal));
        return await _daemon!.Exited.WaitAsync(TimeSpan.FromSeconds(30), Ct);
    }

    /// <summary>The daemon as seen from outside: the child of bubblewrap.</summary>
    public async Task<ProcessIdentity> InnerAsync()
    {
        var children = $"/proc/{_daemon!.Pid}/task/{_daemon.Pid}/children";
        var pid = int.Parse((await File.ReadAllTextAsync(children, Ct)).Trim(), CultureInfo.InvariantCulture);
        return ProcessIdentity.Of(pid) ?? throw new InvalidOperationException("The daemon is gone.");
    }

    /// <summary>Where an environment reads how often the kernel killed in it, for cgroups of both versions.</summary>
    public void CountMemoryKills(int count)
    {
        foreach (var file in new[] { "cgroup/memory.events", "cgroup/memory/memory.oom_control" })
            File.WriteAllText(Path.Combine(Directory, file), $"oom 1\noom_kill {count}\n");
    }

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
            await _daemon.DisposeAsync();
        _spawner.Dispose();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private void Prepare()
    {
        foreach (var name in new[] { "shared", "home/dev", "state", "etc", "cgroup/memory" })
            System.IO.Directory.CreateDirectory(Path.Combine(Directory, name));
        CountMemoryKills(0);
        var etc = Path.Combine(Directory, "etc");
        foreach (var name in new[] { "nsswitch.conf", "profile", "bash.bashrc" })
            File.Copy(Path.Combine("/etc", name), Path.Combine(etc, name));
        File.WriteAllText(Path.Combine(etc, "passwd"), """
            root:x:0:0:root:/root:/bin/bash
            sshd:x:105:65534::/run/sshd:/usr/sbin/nologin
            nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin

            """);
        File.WriteAllText(
            Path.Combine(etc, "group"), $"root:x:0:\n{(_isRoot ? "tty:x:5:\n" : "")}nogroup:x:65534:\n");
        File.WriteAllText(Path.Combine(etc, "shadow"), "root:*:19000:0:99999:7:::\n");
        foreach (var name in new[] { "alternatives", "ssl", "ssh", "dotnet" })
            CopyDirectory(Path.Combine("/etc", name), Path.Combine(etc, name));
        File.WriteAllText(Path.Combine(etc, "hosts"), "127.0.0.1 localhost\n::1 localhost\n");
        if (_isRoot)
            return;

        File.AppendAllText(Path.Combine(etc, "passwd"), "dev:x:1000:1000::/home/dev:/bin/bash\n");
        File.AppendAllText(Path.Combine(etc, "group"), "dev:x:1000:\n");
    }

    private async Task RunAsync()
    {
        File.Delete(Socket);
        _daemon = _spawner.Spawn(new SpawnRequest(Bubblewrap())
        {
            InheritsEnvironment = false,
            Output = StdioTarget.AppendTo(Path.Combine(Directory, "daemon.log")),
            Error = StdioTarget.AppendTo(Path.Combine(Directory, "daemon.log")),
        });
        while (true)
        {
            try
            {
                await using var channel = await ConnectAsync();
                return;
            }
            catch (IOException) when (!_daemon.Exited.IsCompleted)
            {
                await Task.Delay(20, Ct);
            }
            catch (IOException)
            {
                Assert.Fail(await File.ReadAllTextAsync(Path.Combine(Directory, "daemon.log"), Ct));
            }
        }
    }

    private Argv Bubblewrap()
    {
        string[] who = _isRoot
            ? ["--cap-add", "ALL", .. Dropped, "--bind", Inside("state"), "/var/lib/nexus-state"]
            : ["--unshare-user", "--uid", "1000", "--gid", "1000"];
        return new("bwrap",
        [
            "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--as-pid-1",
            "--clearenv",
            "--ro-bind", "/usr", "/usr", "--symlink", "usr/bin", "/bin", "--symlink", "usr/sbin", "/sbin",
            "--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64",
            "--proc", "/proc", "--dev", "/dev", "--perms", "1777", "--tmpfs", "/tmp", "--tmpfs", "/run",
            "--perms", "0755", "--dir", "/var", "--perms", "0755", "--dir", "/var/lib",
            "--bind", Inside("etc"), "/etc", "--bind", Inside("home"), "/home",
            "--bind", Inside("shared"), "/var/lib/nexus",
            "--ro-bind", Inside("cgroup"), "/sys/fs/cgroup",
            "--ro-bind", Path.GetDirectoryName(Program())!, "/opt/nexus",
            .. who,
            "--setenv", "NEXUS_WORKSPACE_ID", WorkspaceId, "--setenv", "PATH", ProgramPath.Default,
            "--setenv", "HOME", _isRoot ? "/root" : "/home/dev",
            Path.Combine("/opt/nexus", Path.GetFileName(Program())),
        ]);
    }

    private string[] Dropped => _mayTrace ? [] : ["--cap-drop", "CAP_SYS_PTRACE"];

    private string Inside(string name) => Path.Combine(Directory, name);

    /// <summary>The published binary where there is one, else the development build beside the tests.</summary>
    private static string Program() => Environment.GetEnvironmentVariable("NEXUS_BIN") is { } published
        ? Path.Combine(published, "nexus-workspaced")
        : Path.Combine(AppContext.BaseDirectory, "nexus-workspaced");

    private static void CopyDirectory(string from, string to)
    {
        if (!System.IO.Directory.Exists(from))
            return;
        System.IO.Directory.CreateDirectory(to);
        foreach (var file in new DirectoryInfo(from).EnumerateFileSystemInfos())
        {
            var copy = Path.Combine(to, file.Name);
            if (file.LinkTarget is { } target)
                File.CreateSymbolicLink(copy, target);
            else if (file is DirectoryInfo)
                CopyDirectory(file.FullName, copy);
            else
                File.Copy(file.FullName, copy);
        }
    }
}
