using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Metadata;

namespace Nexus.Engine;

/// <summary>
/// What the reference says of a route; the server itself never looks at it. Tests make docs/reference/openapi.json and
/// the table of docs/reference/api.md of it, and fail when a route answers with a code that is not here.
/// </summary>
/// <param name="Summary">One sentence.</param>
/// <param name="Codes">Of the errors it may answer with, beside those that every route has.</param>
public sealed record RouteNote(string Summary, params IReadOnlyList<string> Codes) : IEndpointSummaryMetadata
{
    /// <summary>Of a body that is not JSON, its type.</summary>
    public string? BodyType { get; init; }
}

public static class RouteNotes
{
    public static RouteHandlerBuilder Note(
        this RouteHandlerBuilder route, string summary, params IReadOnlyList<string> codes) =>
        route.WithMetadata(new RouteNote(summary, codes));
}
