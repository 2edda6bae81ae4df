using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;

namespace Nexus.Engine.Secrets;

/// <summary><c>GET /secrets</c>: by path.</summary>
internal static class ListSecrets
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/secrets", Handle).WithName(nameof(ListSecrets))
            .Note("Secrets by path, those below `prefix` if wanted: what is known of them, never a value.",
                "secret.unreadable");

    private static Ok<SecretPage> Handle(
        int? limit, string? cursor, string? prefix, SecretDesk desk, HttpContext context)
    {
        var size = Paging.Limit(limit);
        var after = Paging.After(cursor, one => one.Contains('/', StringComparison.Ordinal));
        var found = desk.Visible(context)
            .Where(view => prefix is null || view.Path.StartsWith(prefix, StringComparison.Ordinal))
            .Where(view => after is null || string.CompareOrdinal(view.Path, after) > 0)
            .Take(size + 1);
        var (items, next) = Paging.Cut([.. found], size, view => view.Path);
        return TypedResults.Ok(new SecretPage(items, next));
    }
}
