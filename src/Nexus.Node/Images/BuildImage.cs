using System.Net;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Node.Providers.Docker;
using Nexus.Processes;

namespace Nexus.Node.Images;

/// <summary>
/// Builds the image of an environment from Debian packages and streams it into the engine. No registry is needed.
/// </summary>
internal sealed class BuildImage(DockerEngine engine, Spawner spawner, TimeProvider clock, TextWriter talk)
{
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
        await using var packages = Start(wish);
        await ImportAsync(wish, packages, cancellationToken);
        var built = await FindAsync(wish, cancellationToken)
            ?? throw new NexusException(ImageErrors.Failed(wish.Name, "the engine does not have it."));
        await talk.WriteLineAsync(
            $"Built {wish.Name} in {clock.GetElapsedTime(started).TotalSeconds:0} s, {built.Bytes >> 20} MiB.");
        return built;
    }

    private ChildProcess Start(ImageWish wish)
    {
        try
        {
            return spawner.Spawn(new SpawnRequest(wish.RootFileSystem(ImageWish.SourcesOfThisMachine()))
            {
                Output = StdioTarget.Pipe,
                Error = StdioTarget.Inherit,
            });
        }
        catch (SpawnException e) when (e.IsProgramMissing)
        {
            throw new NexusException(ImageErrors.ProgramMissing, e);
        }
    }

    private async Task ImportAsync(ImageWish wish, ChildProcess packages, CancellationToken cancellationToken)
    {
        var request = new DockerRequest(
            HttpMethod.Post, DockerRequests.ImportPath(wish.Repository, wish.Tag, "ENV LANG=C.UTF-8"),
            Content: new ProgramOutput(packages));
        try
        {
            using var response = await engine.SendLongAsync(request, cancellationToken);
            using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
            while (await lines.ReadLineAsync(cancellationToken) is { } line)
            {
                if (Progress(line)?.Error is { } error)
                    throw new NexusException(ImageErrors.Failed(wish.Name, error));
            }
        }
        catch (Exception e) when (packages.Exited is { IsCompletedSuccessfully: true, Result: not 0 })
        {
            throw new NexusException(ImageErrors.Failed(wish.Name, "mmdebstrap failed; see what it wrote above."), e);
        }
    }

    private static ImportProgress? Progress(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, DockerJson.Default.ImportProgress);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>
    /// A request body that is whole only when the program that writes it succeeds: half an image is none.
    /// </summary>
    private sealed class ProgramOutput : HttpContent
    {
        private readonly ChildProcess _program;

        public ProgramOutput(ChildProcess program)
        {
            _program = program;
            Headers.ContentType = new("application/x-tar");
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(
            Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            if (_program.Output is { } output)
                await output.CopyToAsync(stream, cancellationToken);
            var code = await _program.Exited.WaitAsync(cancellationToken);
            if (code != 0)
                throw new IOException($"The program ended with exit code {code}.");
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
