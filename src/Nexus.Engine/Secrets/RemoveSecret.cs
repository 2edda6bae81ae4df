using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;

namespace Nexus.Engine.Secrets;

/// <summary><c>DELETE /secrets/{path}</c></summary>
internal static class RemoveSecret
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapDelete("/secrets/{**path}", HandleAsync).WithName(nameof(RemoveSecret))
            .Note("Removes a secret for good.",
                "secret.bad_path", "secret.forbidden", "secret.not_found", "secret.read_only", "secret.unreadable");

    private static async Task<Ok<SecretView>> HandleAsync(string path, SecretDesk desk, HttpContext context) =>
        TypedResults.Ok(await desk.RemoveAsync(desk.PathOf(path, context), context));
}
