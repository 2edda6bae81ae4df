namespace Nexus.Node.Files;

/// <summary>Small files that are there whole, or as they were, also after a power cut.</summary>
internal static class DurableFile
{
    private const int NoSpaceLeft = 28;
    private const int QuotaExceeded = 122;
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static bool IsFull(IOException failure) => failure.HResult is NoSpaceLeft or QuotaExceeded;

    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var aside = $"{path}.new";
        File.Delete(aside);
        try
        {
            using (var file = Create(aside))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            File.Move(aside, path, overwrite: true);
        }
        catch (IOException)
        {
            File.Delete(aside);
            throw;
        }

        FlushDirectory(Path.GetDirectoryName(path) ?? "/");
    }

    /// <summary>A new file that only its owner can read.</summary>
    public static FileStream Create(string path) => new(path, new FileStreamOptions
    {
        Mode = FileMode.CreateNew,
        Access = FileAccess.Write,
        UnixCreateMode = Private,
    });

    /// <summary>A renamed file has its new name for good only when its directory is on disk.</summary>
    private static void FlushDirectory(string path)
    {
        var descriptor = Native.Open(path, Native.OpenReadFlags);
        var hasFailed = descriptor < 0 || Native.Flush(descriptor) != 0;
        if (descriptor >= 0)
            _ = Native.Close(descriptor);
        if (hasFailed)
            throw new IOException($"The directory {path} cannot be written to disk.");
    }
}
