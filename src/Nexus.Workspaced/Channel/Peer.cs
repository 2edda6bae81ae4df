using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Nexus.Workspaced.Channel;

/// <summary>poll(2): .NET only tells that the other side is gone by reading, and reading takes what it sent.</summary>
internal static unsafe partial class Peer
{
    private const short Error = 0x08;
    private const short HungUp = 0x10;

    public static bool IsGone(Socket socket)
    {
        if (socket.SafeHandle.IsClosed)
            return true;

        var entry = new Entry { Descriptor = (int)socket.Handle };
        return Poll(&entry, 1, 0) > 0 && (entry.Happened & (Error | HungUp)) != 0;
    }

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(Entry* entries, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct Entry
    {
        public int Descriptor;
        public short Wanted;
        public short Happened;
    }
}
