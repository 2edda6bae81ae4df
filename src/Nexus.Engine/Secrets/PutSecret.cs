using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;

namespace Nexus.Engine.Secrets;

/// <summary><c>PUT /secrets/{path}</c></summary>
internal static class PutSecret
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPut("/secrets/{**path}", HandleAsync).WithName(nameof(PutSecret))
            .Note("Sets a secret; the one before is gone. No route gives it back.",
                "secret.bad_path", "secret.bad_value", "secret.forbidden", "secret.read_only", "secret.unreadable");

    private static async Task<Ok<SecretView>> HandleAsync(
        string path, SecretPutRequest request, SecretDesk desk, HttpContext context) =>
        TypedResults.Ok(await desk.PutAsync(desk.PathOf(path, context), request.Value, context));
}
