using Nexus.Contracts;
using Nexus.Spec;
using Nexus.Spec.Detecting;
using Nexus.Workspaced.Source;

namespace Nexus.Workspaced.Config;

/// <summary>What the repository wants, since <c>configure</c> read it.</summary>
internal sealed class WorkspacePlan(Repository repository)
{
    /// <summary>The loader refuses more, and says so.</summary>
    private const int LongestFile = 256 * 1024 + 2;

    private const int MostFiles = 10_000;

    private volatile WorkspaceConfig? _config;
    private volatile bool _isDetected;

    /// <exception cref="NexusException"><c>workspaced.not_configured</c>.</exception>
    public WorkspaceConfig Config => _config ?? throw WorkspacedErrors.NotConfigured();

    /// <summary>The same, where no file says it; null: one does.</summary>
    public WorkspaceConfig? Detected => _isDetected ? _config : null;

    /// <returns>Whether there is no configuration file, so that the services were detected.</returns>
    /// <exception cref="NexusException"><c>config.invalid</c>.</exception>
    public bool Read()
    {
        var path = Path.Combine(repository.Directory, ConfigLoader.FileName);
        if (!Path.Exists(path) && new FileInfo(path).LinkTarget is null)
        {
            _config = Detection.Detect(
                name => UnixFiles.IsRegular(Path.Combine(repository.Directory, name)),
                name => UnixFiles.ReadWithin(repository.Directory, name, LongestFile));
            return _isDetected = true;
        }

        var content = UnixFiles.BytesWithin(repository.Directory, ConfigLoader.FileName, LongestFile)
            ?? throw new NexusException(ConfigErrors.Invalid([Unreadable()]));
        var result = ConfigLoader.Load(content, ConfigLoader.FileName);
        _config = result.Config ?? throw new NexusException(ConfigErrors.Invalid(result.Problems));
        return _isDetected = false;
    }

    /// <summary>How to install what the project depends on, as it looks now; nothing where a hook says how.</summary>
    public IReadOnlyList<DependencyInstall> Dependencies() => Config.Lifecycle.PreStart is null
        ? Spec.Detecting.Dependencies.Detect(
            [.. Spec.Detecting.Dependencies.Directories(Config).Select(DirectoryAt)])
        : [];

    private SourceDirectory DirectoryAt(string path) => new(
        path, FilesIn(Path.Combine(repository.Directory, path)),
        name => UnixFiles.ReadWithin(repository.Directory, Path.Combine(path, name), LongestFile));

    private static IReadOnlyCollection<string> FilesIn(string directory)
    {
        try
        {
            return [.. Directory.EnumerateFiles(directory).Take(MostFiles).Select(Path.GetFileName).OfType<string>()
                .Where(name => UnixFiles.IsRegular(Path.Combine(directory, name)))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static ConfigProblem Unreadable() => new(
        ConfigLoader.FileName, 1, 1, ProblemCodes.TooLarge,
        "This is not a file of at most 256 KiB inside the repository.", "Replace it by a plain file.");
}
