using System.Globalization;

namespace Nexus.Processes.Linux;

/// <summary>Takes a descriptor that the runtime used out of its hands before a child gets it.</summary>
internal static unsafe class Descriptors
{
    private const int GetFlags = 3;
    private const int SetFlags = 4;
    private const int NonBlocking = 0x800;
    private const int Delete = 2;

    /// <summary>
    /// Blocking again, and no longer watched by the runtime's epoll: its entry outlives our close while the child has
    /// the file open, and would wake us for every packet of the child's.
    /// </summary>
    public static void GiveAway(int descriptor)
    {
        var flags = Libc.ControlDescriptor(descriptor, GetFlags, 0);
        if (flags >= 0)
            _ = Libc.ControlDescriptor(descriptor, SetFlags, flags & ~NonBlocking);
        foreach (var entry in Directory.EnumerateFiles("/proc/self/fd"))
        {
            if (TargetOf(entry) is "anon_inode:[eventpoll]"
                && int.TryParse(Path.GetFileName(entry.AsSpan()), CultureInfo.InvariantCulture, out var poll))
            {
                _ = Libc.ControlPoll(poll, Delete, descriptor, null);
            }
        }
    }

    /// <returns>Null when another thread closed it since it was listed.</returns>
    private static string? TargetOf(string entry)
    {
        try
        {
            return File.ResolveLinkTarget(entry, returnFinalTarget: false)?.Name;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
