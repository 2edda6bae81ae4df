using Nexus.Platform.Artifacts;

namespace Nexus.Platform;

/// <summary>A small file that is there whole, as it was or as it is, whenever the machine stops.</summary>
internal static class DurableFile
{
    private const string Aside = ".part";
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Written aside, flushed and renamed; only its owner can read it at any moment.</summary>
    /// <exception cref="IOException">It cannot be written; what was there is still there.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = OwnerFile,
        };
        var directory = Path.GetDirectoryName(path) ?? ".";
        Directory.CreateDirectory(directory, OwnerFile | UnixFileMode.UserExecute);
        File.Delete(path + Aside); // One that a crash left may have another mode.
        using (var file = new FileStream(path + Aside, options))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(path + Aside, path, overwrite: true);
        DurableNames.Flush(directory);
    }
}
