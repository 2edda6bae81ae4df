using Nexus.Contracts;
using Nexus.Node.Providers.Docker;
using Nexus.Processes;

namespace Nexus.Node.Images;

/// <summary>
/// Builds the image of an environment from Debian packages and streams it into the engine. No registry is needed.
/// </summary>
internal sealed class BuildImage(DockerEngine engine, Spawner spawner, TimeProvider clock, TextWriter talk)
{
    /// <summary>For the program to remove what it made.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);

    /// <returns>The image of that name, whatever is in it; null when there is none.</returns>
    /// <exception cref="NexusException"><c>docker.unreachable</c>.</exception>
    public async Task<BuiltImage?> FindAsync(ImageWish wish, CancellationToken cancellationToken) =>
        await engine.GetAsync(DockerRequests.Image(wish.Name), DockerJson.Default.ImageInfo, cancellationToken)
            is { } info
            ? new(wish.Name, info.Id, info.Size, wish.Packages)
            : null;

    /// <exception cref="NexusException"><c>docker.unreachable</c>, <c>image.*</c>.</exception>
    public async Task<BuiltImage> RunAsync(ImageWish wish, CancellationToken cancellationToken)
    {
        await engine.GetAsync(DockerRequests.Version, DockerJson.Default.EngineVersion, cancellationToken);
        var started = clock.GetTimestamp();
        await talk.WriteLineAsync($"Building {wish.Name} from {wish.Packages.Count} packages.");
        await ImportAsync(wish, cancellationToken);
        var built = await FindAsync(wish, cancellationToken)
            ?? throw new NexusException(ImageErrors.Failed(wish.Name, "the engine does not have it."));
        await talk.WriteLineAsync(
            $"Built {wish.Name} in {clock.GetElapsedTime(started).TotalSeconds:0} s, {built.Bytes >> 20} MiB.");
        return built;
    }

    private async Task ImportAsync(ImageWish wish, CancellationToken cancellationToken)
    {
        var runner = new ProcessRunner(clock, spawner);
        await using var directory = await BuildDirectory.MakeAsync(wish, runner, talk, cancellationToken);
        await using var packages = Start(wish, directory.Path);
        try
        {
            await new ImageImport(engine).RunAsync(wish, packages, cancellationToken);
        }
        finally
        {
            await packages.StopTreeAsync(Grace, CancellationToken.None);
        }
    }

    private ChildProcess Start(ImageWish wish, string directory)
    {
        try
        {
            return spawner.Spawn(new SpawnRequest(wish.RootFileSystem(ImageWish.SourcesOfThisMachine()))
            {
                Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["TMPDIR"] = directory },
                Output = StdioTarget.Pipe,
                Error = StdioTarget.Inherit,
            });
        }
        catch (SpawnException e) when (e.IsProgramMissing)
        {
            throw new NexusException(ImageErrors.ProgramMissing, e);
        }
    }
}
