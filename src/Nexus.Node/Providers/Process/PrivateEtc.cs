using System.Globalization;

namespace Nexus.Node.Providers.Process;

/// <summary>
/// The environment's own <c>/etc</c>: what everybody on the machine may read, without its people, its secrets and its
/// names, and with the user <c>dev</c>.
/// </summary>
internal static class PrivateEtc
{
    private const int FirstPerson = 1000;
    private const int Nobody = 65534;

    /// <summary>
    /// Most of its entries, and nothing that an environment could change without being root: shown, not copied.
    /// </summary>
    public static IReadOnlyList<string> Shown { get; } = ["alternatives", "ssl/certs"];

    /// <summary>Written anew, shown, or of no use inside. Relative to <c>/etc</c>.</summary>
    private static readonly HashSet<string> Left = new(StringComparer.Ordinal)
    {
        "passwd", "passwd-", "group", "group-", "shadow", "shadow-", "gshadow", "gshadow-", "subuid", "subuid-",
        "subgid", "subgid-", "hosts", "hostname", "resolv.conf", "sudoers", "sudoers.d", "docker", "systemd", "init.d",
        "machine-id", "mtab", ".pwd.lock", "rc0.d", "rc1.d", "rc2.d", "rc3.d", "rc4.d", "rc5.d", "rc6.d", "rcS.d",
        "cron.d", "cron.daily", "cron.hourly", "cron.weekly", "cron.monthly", "alternatives", "ssl/certs",
    };

    public static void Make(string source, string target, string hostName)
    {
        Copy(new DirectoryInfo(source), target, "");
        var passwd = Users(File.ReadAllLines(Path.Combine(source, "passwd")));
        Write(target, "passwd", passwd);
        Write(target, "shadow", Shadow(passwd));
        Write(target, "group", Groups(File.ReadAllLines(Path.Combine(source, "group"))));
        Write(target, "hostname", [hostName]);
        Write(target, "hosts", ["127.0.0.1 localhost", "::1 localhost ip6-localhost", $"127.0.1.1 {hostName}"]);
        Write(target, "resolv.conf", ["nameserver 10.0.2.3"]);
        File.CreateSymbolicLink(Path.Combine(target, "mtab"), "../proc/self/mounts");
    }

    /// <summary>A new home as the machine gives one to its own people.</summary>
    public static void MakeHome(string skeleton, string target)
    {
        Directory.CreateDirectory(target);
        if (Directory.Exists(skeleton))
            Copy(new DirectoryInfo(skeleton), target, "skel/");
        File.SetUnixFileMode(target, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public static IReadOnlyList<string> Users(IEnumerable<string> passwd) =>
    [
        .. passwd.Where(line => IsOfTheSystem(line) && !line.StartsWith("dev:", StringComparison.Ordinal)),
        $"dev:x:1000:1000:Nexus:/home/dev:{(File.Exists("/bin/bash") ? "/bin/bash" : "/bin/sh")}",
    ];

    /// <summary>Nobody has a password, and <c>root</c> is locked as well.</summary>
    public static IReadOnlyList<string> Shadow(IEnumerable<string> passwd) =>
        [.. from line in passwd
            let name = line.Split(':')[0]
            select $"{name}:{(name is "root" ? "!*" : "*")}:19000:0:99999:7:::"];

    /// <summary>
    /// Without <c>tty</c>: one who is not root cannot give a terminal to that group, and would get none.
    /// </summary>
    public static IReadOnlyList<string> Groups(IEnumerable<string> group) =>
    [
        .. group.Where(line => IsOfTheSystem(line)
            && !line.StartsWith("tty:", StringComparison.Ordinal)
            && !line.StartsWith("dev:", StringComparison.Ordinal)),
        "dev:x:1000:",
    ];

    private static bool IsOfTheSystem(string line) =>
        line.Split(':') is [_, _, var id, ..] && int.TryParse(id, CultureInfo.InvariantCulture, out var number)
        && (number < FirstPerson || number == Nobody);

    private static void Write(string target, string name, IEnumerable<string> lines) =>
        File.WriteAllText(Path.Combine(target, name), string.Join('\n', lines) + "\n");

    /// <param name="path">Of the directory, relative to <c>/etc</c>; ends with a slash.</param>
    private static void Copy(DirectoryInfo source, string target, string path)
    {
        Directory.CreateDirectory(target);
        foreach (var entry in source.EnumerateFileSystemInfos())
        {
            var copy = Path.Combine(target, entry.Name);
            if (Left.Contains(path + entry.Name) || entry.Name.StartsWith("ssh_host_", StringComparison.Ordinal))
                continue;
            if (entry.LinkTarget is { } link)
                File.CreateSymbolicLink(copy, link);
            else if (!entry.UnixFileMode.HasFlag(UnixFileMode.OtherRead))
                continue;
            else if (entry is DirectoryInfo inner)
                Copy(inner, copy, $"{path}{entry.Name}/");
            else if (entry is FileInfo { Length: > 0 })
                CopyFile(entry.FullName, copy, entry.UnixFileMode);
        }
    }

    private static void CopyFile(string from, string to, UnixFileMode mode)
    {
        File.Copy(from, to);
        if (!mode.HasFlag(UnixFileMode.UserWrite))
            File.SetUnixFileMode(to, mode | UnixFileMode.UserWrite);
    }
}
