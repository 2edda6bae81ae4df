using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Nexus.Engine;
using Nexus.Platform.Metrics;
using Nexus.Server.Access;

namespace Nexus.Server.Metrics;

/// <summary>GET /metrics, for Prometheus: counted while the server works, put together when asked.</summary>
internal static class ShowMetrics
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/metrics", HandleAsync).WithName(nameof(ShowMetrics))
            .RequireAuthorization(AccessOptions.MetricsRole).Produces<string>(contentType: "text/plain")
            .Note("What the server counts, in Prometheus' text format.");

    private static async Task<ContentHttpResult> HandleAsync(
        [FromServices] IEnumerable<IFigures> figures, CancellationToken cancellationToken)
    {
        var text = new MetricText();
        foreach (var each in figures)
            await each.WriteAsync(text, cancellationToken);
        return TypedResults.Text(text.ToString(), MetricText.ContentType, Encoding.UTF8);
    }
}
