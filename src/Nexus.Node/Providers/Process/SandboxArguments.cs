using System.Globalization;
using Nexus.Node.Environments;
using Nexus.Processes;

namespace Nexus.Node.Providers.Process;

/// <summary>A name at the root of the machine: a link into <c>/usr</c>, or (null) a directory of its own.</summary>
internal sealed record RootEntry(string Name, string? LinkTarget)
{
    private static readonly string[] Names = ["bin", "lib", "lib32", "lib64", "libx32", "sbin"];

    public static IReadOnlyList<RootEntry> OfThisMachine() =>
        [.. from name in Names
            where Directory.Exists($"/{name}")
            select new RootEntry(name, new DirectoryInfo($"/{name}").LinkTarget)];
}

/// <summary>The sandbox as argument lists; pure. <see cref="ProcessProvider"/> runs them.</summary>
internal static class SandboxArguments
{
    /// <summary>
    /// Where the environment's directory is seen by bubblewrap when the node is root: its own path may lead through
    /// directories that the environment's user may not enter.
    /// </summary>
    public const string MountPoint = "/mnt";

    /// <summary>What makes it, and then becomes what runs in it.</summary>
    public const string Program = "bwrap";

    /// <summary>Exit code of a second start of a sandbox that runs.</summary>
    public const int AlreadyStarted = 75;

    private const int TemporaryBytes = 1 << 30;
    private const int VariableBytes = 256 << 20;

    /// <summary>
    /// Descriptor 3 is bubblewrap's report. 4 is a lock: a sandbox cannot be started twice. 5 is the pipe whose end is
    /// the environment's end.
    /// </summary>
    private const string Launch =
        "exec 4>>lock && flock -n 4 || exit 75; [ -p alive ] || mkfifo -m 600 alive || exit 1; "
        + "exec 3>status.json 5<>alive; ";

    /// <summary>Starts a sandbox; the working directory is the environment's.</summary>
    public static Argv Start(SandboxRecord sandbox, SandboxPaths paths, IReadOnlyList<RootEntry> rootEntries) =>
        sandbox.User is { } user
            ? new("unshare", [
                .. OwnMounts, "/bin/sh", "-c", Launch + "mount --bind . " + MountPoint + " && exec \"$@\"", "sh",
                .. As(user), .. Inside(sandbox, new SandboxPaths(MountPoint), rootEntries)])
            : new("/bin/sh", [
                "-c", Launch + "exec \"$@\"", "sh", .. Inside(sandbox, paths, rootEntries)]);

    /// <summary>Whatever comes of it is in that group.</summary>
    public static Argv In(ControlGroup group, Argv argv) => new("/bin/sh", [
        "-c", "for door in $1; do echo $$ >\"$door\" || exit 1; done; shift; exec \"$@\"", "sh",
        string.Join(' ', group.Doors()), argv.Program, .. argv.Arguments]);

    /// <summary>Whether this machine allows what <see cref="Start"/> does.</summary>
    public static Argv Probe(uint? user, IReadOnlyList<RootEntry> rootEntries)
    {
        IReadOnlyList<string> sandbox =
            [Program, .. Namespaces, .. System(rootEntries), "--proc", "/proc", "--dev", "/dev", "/usr/bin/true"];
        return user is { } id
            ? new("unshare", [
                .. OwnMounts, "/bin/sh", "-c", "mount --bind /usr " + MountPoint + " && exec \"$@\"", "sh",
                .. As(id), .. sandbox])
            : new(Program, sandbox.Skip(1).ToArray());
    }

    /// <summary>Becomes a user who is nobody else, with no group and no way back.</summary>
    public static IReadOnlyList<string> As(uint user)
    {
        var id = user.ToString(CultureInfo.InvariantCulture);
        return ["setpriv", "--reuid", id, "--regid", id, "--clear-groups", "--"];
    }

    /// <summary>For <c>unshare</c>, as root: what is mounted or not from then on is nobody else's.</summary>
    public static IReadOnlyList<string> OwnMounts { get; } = ["--mount", "--propagation", "private", "--"];

    private static string[] Namespaces { get; } =
    [
        "--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-net", "--unshare-cgroup-try",
        "--uid", "1000", "--gid", "1000",
    ];

    private static IEnumerable<string> System(IReadOnlyList<RootEntry> rootEntries) =>
    [
        "--ro-bind", "/usr", "/usr",
        .. rootEntries.SelectMany(entry => entry.LinkTarget is { } target
            ? (string[])["--symlink", target, $"/{entry.Name}"]
            : ["--ro-bind", $"/{entry.Name}", $"/{entry.Name}"]),
    ];

    private static IReadOnlyList<string> Inside(
        SandboxRecord sandbox, SandboxPaths paths, IReadOnlyList<RootEntry> rootEntries) =>
    [
        Program, .. Namespaces, "--hostname", EnvironmentName.Of(sandbox.WorkspaceId),
        "--as-pid-1", "--new-session", "--json-status-fd", "3",
        .. System(rootEntries),
        "--bind", paths.Etc, "/etc", "--bind", paths.Home, "/home/dev",
        .. PrivateEtc.Shown.SelectMany(name => (string[])["--ro-bind-try", $"/etc/{name}", $"/etc/{name}"]),
        "--proc", "/proc", "--dev", "/dev",
        "--size", Text(TemporaryBytes), "--tmpfs", "/dev/shm",
        "--size", Text(TemporaryBytes), "--tmpfs", "/tmp", "--chmod", "1777", "/tmp",
        "--size", Text(VariableBytes), "--tmpfs", "/run",
        "--size", Text(VariableBytes), "--tmpfs", "/var", "--chmod", "0755", "/var",
        "--dir", "/var/tmp", "--dir", "/var/log", "--dir", "/var/cache", "--symlink", "../run", "/var/run",
        "--bind", paths.Shared, EnvironmentDirectories.Inside,
        "--bind", paths.State, "/var/lib/nexus-state",
        "--ro-bind", paths.Programs, EnvironmentDirectories.InsidePrograms,
        "--symlink", "home/dev/workspace", "/workspace", "--remount-ro", "/",
        "--clearenv", .. Variables(sandbox.WorkspaceId), "--chdir", "/home/dev",
        "prlimit", $"--nproc={Text(sandbox.Processes)}", "--core=0", "--", DaemonProgram.Inside,
    ];

    private static IEnumerable<string> Variables(string workspaceId) =>
    [
        "--setenv", "PATH", "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin",
        "--setenv", "HOME", "/home/dev", "--setenv", "USER", "dev", "--setenv", "LANG", "C.UTF-8",
        "--setenv", "NEXUS_WORKSPACE_ID", workspaceId, "--setenv", "NEXUS_STATE", "/var/lib/nexus-state",
    ];

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
