using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Engine.Runs;
using Nexus.Platform;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Artifacts;

/// <summary><c>POST /artifacts</c>: with its content at once, or with where that is to be sent.</summary>
internal static class CreateArtifact
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/artifacts", HandleAsync).WithName(nameof(CreateArtifact))
            .Note("Stores a small content; without one it answers with `upload_url`, to send it to by PUT.",
                "artifact.invalid", "artifact.quota_exceeded", "artifact.too_large", "artifact.too_many_uploads",
                "artifact.wrong_length", "artifact.wrong_sha", "run.not_found");

    private static async Task<Ok<ArtifactView>> HandleAsync(
        ArtifactCreateRequest request, ArtifactStore store, Uploads uploads, ILedger ledger, Redactor redactor,
        TimeProvider clock, HttpContext context, CancellationToken cancellationToken)
    {
        var artifact = Of(request, context);
        store.Check(artifact);
        await CheckRunAsync(request, Caller.ScopeOf(context.User), ledger, cancellationToken);
        if (request.Content is { } content)
        {
            return TypedResults.Ok(await store.WriteAsync(
                Decoded(content), artifact, context.Features.Get<IRequestClaim>(), cancellationToken));
        }

        var id = Ids.New(clock);
        uploads.Add(id, artifact with { ArtifactId = id });
        return TypedResults.Ok(ArtifactRows.View(artifact, id, clock.GetUtcNow(), redactor) with
        {
            UploadUrl = $"/api/v1/artifacts/{id}/content",
        });
    }

    private static MemoryStream Decoded(string base64)
    {
        try
        {
            return new(Convert.FromBase64String(base64));
        }
        catch (FormatException e)
        {
            throw new NexusException(ArtifactErrors.Invalid("its content is not base64"), e);
        }
    }

    private static NewArtifact Of(ArtifactCreateRequest request, HttpContext context) => new()
    {
        Name = request.Name,
        Kind = request.Kind ?? "file",
        ContentType = request.ContentType ?? "application/octet-stream",
        ByteLength = request.ByteLength,
        Sha256 = request.Sha256,
        RunId = request.RunId,
        StepId = request.StepId,
        Metadata = request.Metadata,
        OwnerId = Caller.Id(context.User),
        Actor = Caller.Id(context.User),
        CorrelationId = context.TraceIdentifier,
    };

    private static async Task CheckRunAsync(
        ArtifactCreateRequest request, Scope scope, ILedger ledger, CancellationToken cancellationToken)
    {
        if (request.RunId is { } runId)
        {
            var run = await ledger.RunAsync(runId, scope, cancellationToken);
            if (request.StepId is null
                || (await ledger.StepsAsync(run, cancellationToken)).Any(step => step.StepId == request.StepId))
            {
                return;
            }
        }

        if (request.StepId is { } stepId)
            throw new NexusException(ArtifactErrors.Invalid($"its run has no step {stepId}"));
    }
}
