using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Artifacts;

/// <summary><c>GET /artifacts/{id}</c>.</summary>
internal static class ShowArtifact
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/artifacts/{id:guid}", HandleAsync).WithName(nameof(ShowArtifact))
            .Note("What an artifact says of itself.", "artifact.not_found");

    private static async Task<Ok<ArtifactView>> HandleAsync(
        Guid id, ClaimsPrincipal user, ILedger ledger, IOwners owners, CancellationToken cancellationToken)
    {
        var artifact = ArtifactRows.View(await ledger.ArtifactAsync(id, Caller.ScopeOf(user), cancellationToken));
        return TypedResults.Ok(
            artifact with { CreatedByName = await owners.NameOfAsync(artifact.CreatedBy, cancellationToken) });
    }
}
