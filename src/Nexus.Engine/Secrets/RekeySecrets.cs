using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;

namespace Nexus.Engine.Secrets;

/// <summary><c>POST /secrets/rekey</c></summary>
internal static class RekeySecrets
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/secrets/rekey", HandleAsync).WithName(nameof(RekeySecrets))
            .RequireAuthorization(Caller.Admin)
            .Note("Seals every secret anew, with a new key.", "secret.same_key", "secret.unreadable");

    private static async Task<Ok<RekeyView>> HandleAsync(SecretDesk desk, HttpContext context) =>
        TypedResults.Ok(await desk.RekeyAsync(context));
}
