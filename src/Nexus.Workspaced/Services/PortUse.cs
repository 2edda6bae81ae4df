using System.Globalization;

namespace Nexus.Workspaced.Services;

/// <summary>Who listens on a port: <c>/proc/net/tcp</c>, proc(5).</summary>
internal static class PortUse
{
    private const string Listening = "0A";
    private const string Prefix = "socket:[";
    private const int StateField = 3;
    private const int InodeField = 9;

    private static readonly string[] Tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    /// <returns>Null when the port is free; else the program that has it, as far as we may see.</returns>
    public static string? HolderOf(int port)
    {
        foreach (var listener in Listeners())
        {
            if (listener.Port == port)
                return OwnerOf(Link(listener.Inode)) ?? "another program";
        }

        return null;
    }

    /// <summary>Every socket that takes TCP connections.</summary>
    public static IEnumerable<(int Port, string Inode)> Listeners()
    {
        foreach (var line in Tables.Where(File.Exists).SelectMany(File.ReadLines))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > InodeField && fields[StateField] is Listening
                && int.TryParse(
                    fields[1].AsSpan(fields[1].LastIndexOf(':') + 1), NumberStyles.HexNumber,
                    CultureInfo.InvariantCulture, out var port))
            {
                yield return (port, fields[InodeField]);
            }
        }
    }

    /// <summary>The sockets that processes hold, by inode.</summary>
    /// <returns>Null when we may not see them.</returns>
    public static IReadOnlySet<string>? SocketsOf(IEnumerable<int> processes)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var pid in processes)
        {
            try
            {
                foreach (var descriptor in Directory.EnumerateFiles(
                    string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/fd")))
                {
                    if (new FileInfo(descriptor).LinkTarget is not { } target)
                        return null;
                    found.UnionWith(SocketsIn(target));
                }
            }
            catch (UnauthorizedAccessException)
            {
                return null;
            }
            catch (IOException)
            {
                // It ended meanwhile.
                continue;
            }
        }

        return found;
    }

    /// <summary>Of <c>... -> socket:[123]</c>, a line each, the <c>123</c>.</summary>
    public static IReadOnlySet<string> SocketsIn(string links) =>
        (from line in links.Split('\n')
         let start = line.IndexOf(Prefix, StringComparison.Ordinal)
         where start >= 0 && line.TrimEnd().EndsWith(']')
         select line.TrimEnd()[(start + Prefix.Length)..^1]).ToHashSet(StringComparer.Ordinal);

    private static string Link(string inode) => $"{Prefix}{inode}]";

    private static string? OwnerOf(string socket)
    {
        foreach (var process in Directory.EnumerateDirectories("/proc"))
        {
            var pid = Path.GetFileName(process);
            if (char.IsAsciiDigit(pid[0]) && Holds(process, socket))
                return $"{NameOf(process)} (pid {pid})";
        }

        return null;
    }

    private static bool Holds(string process, string socket)
    {
        try
        {
            foreach (var descriptor in Directory.EnumerateFiles(Path.Combine(process, "fd")))
            {
                if (new FileInfo(descriptor).LinkTarget == socket)
                    return true;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It ended meanwhile, or is none of our business.
            return false;
        }

        return false;
    }

    private static string NameOf(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "comm")).Trim();
        }
        catch (IOException)
        {
            return "a program";
        }
    }
}
