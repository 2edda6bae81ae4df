using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Nexus.Bench.Engine;

/// <summary>What the disk gives one writer: 512-byte overwrites, each followed by fdatasync.</summary>
internal static partial class FlushProbe
{
    private const int Block = 512;
    private const int Blocks = 2048;

    public static double PerSecond(string directory, TimeSpan duration)
    {
        var path = Path.Combine(directory, "flush.probe");
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, preallocationSize: Block * Blocks);
        var block = new byte[Block];
        for (var i = 0; i < Blocks; i++)
            RandomAccess.Write(file, block, (long)i * Block);
        Flush(file);

        var began = Stopwatch.GetTimestamp();
        var flushes = 0;
        while (Stopwatch.GetElapsedTime(began) < duration)
        {
            RandomAccess.Write(file, block, (long)(flushes++ % Blocks) * Block);
            Flush(file);
        }

        var elapsed = Stopwatch.GetElapsedTime(began);
        File.Delete(path);
        return flushes / elapsed.TotalSeconds;
    }

    private static void Flush(SafeFileHandle file)
    {
        if (FlushData(file) != 0)
            throw new IOException($"fdatasync failed with {Marshal.GetLastPInvokeError()}.");
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FlushData(SafeFileHandle file);
}
