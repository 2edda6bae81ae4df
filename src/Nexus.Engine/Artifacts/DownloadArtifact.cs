using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Nexus.Engine.Artifacts;

/// <summary>
/// <c>GET /artifacts/{id}/download</c>: the bytes, or a range of them. Whoever made them, no browser runs them here.
/// </summary>
internal static class DownloadArtifact
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/artifacts/{id:guid}/download", HandleAsync).WithName(nameof(DownloadArtifact))
            .Produces<Stream>(contentType: "application/octet-stream")
            .Note("Its bytes under their `content_type`; takes `Range` and `If-None-Match`, `ETag` is the SHA-256.",
                "artifact.lost", "artifact.not_found");

    private static async Task<FileStreamHttpResult> HandleAsync(
        Guid id, IArtifacts artifacts, HttpContext context, CancellationToken cancellationToken)
    {
        var (artifact, content) = await artifacts.OpenAsync(id, Caller.ScopeOf(context.User), cancellationToken);
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        headers.CacheControl = "private, no-cache";
        return TypedResults.File(
            content, artifact.ContentType, artifact.Name, artifact.CreatedAt, new($"\"{artifact.Sha256}\""),
            enableRangeProcessing: true);
    }
}
