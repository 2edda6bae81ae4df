using System.Globalization;

namespace Nexus.Workspaced.Services;

/// <summary>Who listens on a port: <c>/proc/net/tcp</c>, proc(5).</summary>
internal static class PortUse
{
    private const string Listening = "0A";
    private const int StateField = 3;
    private const int InodeField = 9;

    /// <returns>Null when the port is free; else the program that has it, as far as we may see.</returns>
    public static string? HolderOf(int port)
    {
        var inode = ListenerOn(port, "/proc/net/tcp") ?? ListenerOn(port, "/proc/net/tcp6");
        return inode is null ? null : OwnerOf($"socket:[{inode}]") ?? "another program";
    }

    private static string? ListenerOn(int port, string table)
    {
        if (!File.Exists(table))
            return null;

        var suffix = string.Create(CultureInfo.InvariantCulture, $":{port:X4}");
        foreach (var line in File.ReadLines(table))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > InodeField && fields[StateField] is Listening
                && fields[1].EndsWith(suffix, StringComparison.Ordinal))
            {
                return fields[InodeField];
            }
        }

        return null;
    }

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
