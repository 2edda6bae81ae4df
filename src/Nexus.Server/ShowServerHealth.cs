using Microsoft.AspNetCore.Http.HttpResults;
using Nexus.Contracts;
using Nexus.Engine;

namespace Nexus.Server;

/// <summary><c>GET /api/v1/health</c>: more than <see cref="Health"/> tells strangers.</summary>
internal static class ShowServerHealth
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var started = Environment.TickCount64; // of a clock that nobody sets
        routes.MapGet("/health", (TimeProvider clock) => Handle(started, clock)).WithName(nameof(ShowServerHealth))
            .Note("How the server is, its version, since when it runs and what time it has.");
    }

    private static Ok<ServerHealthView> Handle(long started, TimeProvider clock) => TypedResults.Ok(
        new ServerHealthView
        {
            Status = "ok",
            Version = Composition.Version,
            UptimeSeconds = (Environment.TickCount64 - started) / 1000,
            Now = clock.GetUtcNow(),
        });
}
