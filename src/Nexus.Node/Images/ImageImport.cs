using System.Text.Json;
using Nexus.Contracts;
using Nexus.Node.Providers.Docker;
using Nexus.Processes;

namespace Nexus.Node.Images;

/// <summary>Streams the tar that a program writes into an engine, as an image.</summary>
internal sealed class ImageImport(DockerEngine engine)
{
    private const string ProgramFailed = "mmdebstrap failed; see what it wrote above.";

    /// <param name="wish">What it is called.</param>
    /// <param name="packages">The program, its output a pipe; it may take its time until it begins to write.</param>
    /// <param name="cancellationToken">Ends it; the engine has no image then.</param>
    /// <exception cref="NexusException"><c>docker.unreachable</c>, <c>image.build_failed</c>.</exception>
    public async Task RunAsync(ImageWish wish, ChildProcess packages, CancellationToken cancellationToken)
    {
        var body = await ProgramOutput.BeginAsync(packages, cancellationToken)
            ?? throw new NexusException(ImageErrors.Failed(wish.Name, ProgramFailed));
        try
        {
            await SendAsync(wish, body, cancellationToken);
        }
        catch (Exception e) when (HasFailed(packages))
        {
            throw new NexusException(ImageErrors.Failed(wish.Name, ProgramFailed), e);
        }
        catch (NexusException e) when (e.Error.Code == DockerErrors.Unreachable.Code)
        {
            // It answers: what it did not want was the rest of the image, and it does not say why.
            await engine.GetAsync(DockerRequests.Version, DockerJson.Default.EngineVersion, cancellationToken);
            throw new NexusException(ImageErrors.NotTaken(wish.Name), e);
        }
    }

    private async Task SendAsync(ImageWish wish, ProgramOutput body, CancellationToken cancellationToken)
    {
        var request = new DockerRequest(
            HttpMethod.Post, DockerRequests.ImportPath(wish.Repository, wish.Tag, "ENV LANG=C.UTF-8"), Content: body);
        using var response = await engine.SendLongAsync(request, cancellationToken);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            if (Progress(line)?.Error is { } error)
                throw new NexusException(ImageErrors.Failed(wish.Name, error));
        }
    }

    private static bool HasFailed(ChildProcess packages) =>
        packages.Exited is { IsCompletedSuccessfully: true, Result: not 0 };

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
}
