using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Artifacts;

/// <summary><c>PUT /artifacts/{id}/content</c>: the bytes, as they are.</summary>
internal static class UploadArtifact
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPut("/artifacts/{id:guid}/content", HandleAsync).WithName(nameof(UploadArtifact))
            .WithMetadata(new RouteNote(
                "Takes the bytes of an artifact that waits for them: the `upload_url` of `POST /artifacts`.",
                "artifact.not_found", "artifact.quota_exceeded", "artifact.there", "artifact.too_large",
                "artifact.uploading", "artifact.wrong_length", "artifact.wrong_sha")
            { BodyType = "application/octet-stream" });

    private static async Task<Ok<ArtifactView>> HandleAsync(
        Guid id, ArtifactStore store, Uploads uploads, ILedger ledger, HttpContext context,
        CancellationToken cancellationToken)
    {
        var scope = Caller.ScopeOf(context.User);
        var artifact = uploads.Begin(id, scope)
            ?? throw new NexusException(await MissingAsync(id, scope, ledger, cancellationToken));
        var hasCome = false;
        try
        {
            var length = context.Request.ContentLength;
            if (artifact.ByteLength is { } announced && length is { } coming && announced != coming)
                throw new NexusException(ArtifactErrors.WrongLength(announced, coming));
            store.Check(artifact with { ByteLength = length ?? artifact.ByteLength });
            // The store counts, and says so in its own words.
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
                limit.MaxRequestBodySize = null;
            var view = await store.WriteAsync(
                context.Request.Body, artifact with { CorrelationId = context.TraceIdentifier }, cancellationToken);
            hasCome = true;
            return TypedResults.Ok(view);
        }
        finally
        {
            uploads.End(id, hasCome);
        }
    }

    private static async Task<NexusError> MissingAsync(
        Guid id, Scope scope, ILedger ledger, CancellationToken cancellationToken)
    {
        try
        {
            await ledger.ArtifactAsync(id, scope, cancellationToken);
            return ArtifactErrors.There(id);
        }
        catch (NexusException e) when (e.Error.Code is "artifact.not_found")
        {
            return ArtifactErrors.NoUpload(id);
        }
    }
}
