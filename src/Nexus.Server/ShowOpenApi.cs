using Microsoft.AspNetCore.Http.HttpResults;
using Nexus.Engine;

namespace Nexus.Server;

/// <summary>
/// GET /api/v1/openapi.json: docs/reference/openapi.json as it was built in. A test makes that file of the routes, so
/// that the server carries no generator.
/// </summary>
internal static class ShowOpenApi
{
    private const string Resource = "openapi.json";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet($"/{Resource}", Handle).WithName(nameof(ShowOpenApi)).Produces<object>()
            .Note("This description of the API: OpenAPI 3.1.");

    private static FileStreamHttpResult Handle() =>
        TypedResults.Stream(
            typeof(ShowOpenApi).Assembly.GetManifestResourceStream(Resource)
                ?? throw new InvalidOperationException("The description of the API was not built in."),
            "application/json");
}
