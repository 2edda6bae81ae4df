using System.Runtime.InteropServices;

namespace Nexus.Testing;

/// <summary>A file system of a few megabytes, in memory, gone afterwards. It takes root to make one.</summary>
public sealed partial class SmallDisk : IDisposable
{
    private const int Detach = 2;

    private SmallDisk(string path) => Path = path;

    public string Path { get; }

    private string Filler => File("filler");

    /// <returns>Null when this user may not mount.</returns>
    public static SmallDisk? TryMake(int megabytes)
    {
        var path = Directory.CreateTempSubdirectory("nxd-").FullName;
        if (Mount("tmpfs", path, "tmpfs", 0, $"size={megabytes}m") == 0)
            return new(path);
        Directory.Delete(path);
        return null;
    }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Until not a byte fits any more.</summary>
    public void Fill()
    {
        var chunk = new byte[64 * 1024];
        for (var size = chunk.Length; size > 0;)
        {
            try
            {
                using var file = new FileStream(Filler, FileMode.Append, FileAccess.Write, FileShare.None, 0);
                file.Write(chunk.AsSpan(0, size));
            }
            catch (IOException)
            {
                size /= 2;
            }
        }
    }

    public void Free() => System.IO.File.Delete(Filler);

    public void Dispose()
    {
        _ = Unmount(Path, Detach);
        Directory.Delete(Path);
    }

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string source, string target, string type, nuint flags, string options);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string target, int flags);
}
