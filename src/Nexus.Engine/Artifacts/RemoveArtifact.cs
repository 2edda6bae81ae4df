using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Artifacts;

/// <summary><c>DELETE /artifacts/{id}</c>.</summary>
internal static class RemoveArtifact
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapDelete("/artifacts/{id:guid}", HandleAsync).WithName(nameof(RemoveArtifact))
            .Note("Removes it; its file goes when no other artifact has the same content.", "artifact.not_found");

    private static async Task<Ok<ArtifactView>> HandleAsync(
        Guid id, ArtifactStore store, ILedger ledger, HttpContext context, CancellationToken cancellationToken)
    {
        var row = await ledger.ArtifactAsync(id, Caller.ScopeOf(context.User), cancellationToken);
        return TypedResults.Ok(await store.RemoveAsync(
            row, Caller.Id(context.User), context.TraceIdentifier, context.Features.Get<IRequestClaim>()));
    }
}
