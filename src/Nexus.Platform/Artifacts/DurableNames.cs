using System.Runtime.InteropServices;

namespace Nexus.Platform.Artifacts;

/// <summary>A renamed file has its new name for good only when its directory is on disk.</summary>
internal static partial class DurableNames
{
    /// <summary><c>O_RDONLY|O_CLOEXEC</c>.</summary>
    private const int OpenRead = 0x80000;

    /// <exception cref="IOException">It cannot be flushed.</exception>
    public static void Flush(string directory)
    {
        var descriptor = Open(directory, OpenRead);
        var error = descriptor < 0 || FlushToDisk(descriptor) != 0 ? Marshal.GetLastPInvokeError() : 0;
        if (descriptor >= 0)
            _ = Close(descriptor);
        if (error != 0)
            throw new IOException($"The directory {directory} cannot be written to disk", error);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FlushToDisk(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
