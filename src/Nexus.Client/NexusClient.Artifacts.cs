using System.Net.Http.Json;
using Nexus.Contracts;

namespace Nexus.Client;

/// <summary>Stored outputs.</summary>
public sealed partial class NexusClient
{
    /// <param name="limit">At most this many, the newest.</param>
    /// <param name="run">Of this run; null: of any, or none.</param>
    /// <param name="kind">Null: of any.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    public async Task<ArtifactPage> ArtifactsAsync(
        int limit, Guid? run, string? kind, CancellationToken cancellationToken)
    {
        var filter = (run is null ? "" : $"&run_id={run}")
            + (kind is null ? "" : $"&kind={Uri.EscapeDataString(kind)}");
        var (items, next) = await Pages.UpToAsync(
            limit,
            query => _requests.GetAsync(
                $"/api/v1/artifacts?{query}{filter}", ContractsJson.Default.ArtifactPage, cancellationToken),
            page => (page.Items, page.NextCursor));
        return new(items, next);
    }

    public Task<ArtifactView> ArtifactAsync(Guid artifact, CancellationToken cancellationToken) =>
        _requests.GetAsync(Artifact(artifact), ContractsJson.Default.ArtifactView, cancellationToken);

    /// <summary>Announces an artifact, then sends its bytes as they are read.</summary>
    public async Task<ArtifactView> UploadArtifactAsync(
        ArtifactCreateRequest request, Stream content, CancellationToken cancellationToken)
    {
        var waits = await _requests.PostAsync(
            "/api/v1/artifacts", JsonContent.Create(request, ContractsJson.Default.ArtifactCreateRequest),
            ContractsJson.Default.ArtifactView, cancellationToken);
        return await _requests.PutAsync(
            $"{Artifact(waits.ArtifactId)}/content", content, ContractsJson.Default.ArtifactView, UploadAtMost,
            cancellationToken);
    }

    /// <summary>The bytes as they come; the caller disposes of the answer.</summary>
    public Task<HttpResponseMessage> DownloadArtifactAsync(Guid artifact, CancellationToken cancellationToken) =>
        _requests.OpenAsync($"{Artifact(artifact)}/download", cancellationToken);

    public Task<ArtifactView> RemoveArtifactAsync(Guid artifact, CancellationToken cancellationToken) =>
        _requests.DeleteAsync(Artifact(artifact), ContractsJson.Default.ArtifactView, cancellationToken);

    private static string Artifact(Guid artifact) => $"/api/v1/artifacts/{artifact}";
}
