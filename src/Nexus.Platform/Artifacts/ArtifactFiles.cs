namespace Nexus.Platform.Artifacts;

/// <summary>
/// Contents by their SHA-256, <c>state/artifacts/ab/cdef...</c>: the same content is one file. What arrives is written
/// aside; only its owner can read any of it. Who still needs a content, others know.
/// </summary>
/// <param name="home">The home directory.</param>
public sealed class ArtifactFiles(string home)
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerOnly = OwnerFile | UnixFileMode.UserExecute;
    private const int DigitsOfFolder = 2;
    private const int Digits = 64;

    private string Root => Path.Combine(home, "state", "artifacts");

    private string Incoming => Path.Combine(Root, "incoming");

    /// <summary>A file for what comes now; the caller disposes of it, whatever became of it.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public IncomingFile Begin()
    {
        Directory.CreateDirectory(Incoming, OwnerOnly);
        var path = Path.Combine(Incoming, $"{Path.GetRandomFileName()}.part");
        return new(new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = OwnerFile,
            BufferSize = 0,
        }));
    }

    public bool Has(string sha256) => File.Exists(PathOf(sha256));

    /// <summary>Gives a sealed file its place, durably. One that is there already is as good.</summary>
    /// <exception cref="IOException">It cannot be moved there.</exception>
    public void Keep(IncomingFile file, string sha256)
    {
        var folder = Path.Combine(Root, sha256[..DigitsOfFolder]);
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder, OwnerOnly);
            DurableNames.Flush(Root);
        }

        File.Move(file.Path, PathOf(sha256), overwrite: true);
        DurableNames.Flush(folder);
    }

    /// <exception cref="IOException">It is not there.</exception>
    public FileStream Open(string sha256) => new(PathOf(sha256), new FileStreamOptions
    {
        Mode = FileMode.Open,
        Access = FileAccess.Read,
        Share = FileShare.Read | FileShare.Delete,
        Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
        BufferSize = 0,
    });

    /// <summary>Who reads it reads on.</summary>
    /// <exception cref="IOException">It stays.</exception>
    public void Remove(string sha256) => File.Delete(PathOf(sha256));

    /// <summary>The SHA-256 of every content there is.</summary>
    public IEnumerable<string> All() =>
        from folder in Folders()
        from file in folder.EnumerateFiles()
        let sha256 = folder.Name + file.Name
        where sha256.Length is Digits && sha256.All(char.IsAsciiHexDigitLower)
        select sha256;

    /// <summary>Removes what a killed server had of what came. Not while anything comes.</summary>
    /// <returns>How many there were.</returns>
    public int SweepIncoming()
    {
        var folder = new DirectoryInfo(Incoming);
        if (!folder.Exists)
            return 0;
        var cut = folder.GetFiles("*.part");
        foreach (var file in cut)
            file.Delete();
        return cut.Length;
    }

    private IEnumerable<DirectoryInfo> Folders() => Directory.Exists(Root)
        ? new DirectoryInfo(Root).EnumerateDirectories().Where(folder => folder.Name.Length is DigitsOfFolder)
        : [];

    private string PathOf(string sha256) =>
        Path.Combine(Root, sha256[..DigitsOfFolder], sha256[DigitsOfFolder..]);
}
