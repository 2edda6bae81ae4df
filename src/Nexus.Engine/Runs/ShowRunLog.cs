using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Runs;

/// <summary><c>GET /runs/{id}/log</c>: as far as it has come.</summary>
internal static class ShowRunLog
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/runs/{id:guid}/log", HandleAsync).WithName(nameof(ShowRunLog))
            .Produces<RunLogLine>(contentType: RunLog.ContentType)
            .Note("What happened in a run and what its steps wrote, in order, one JSON document a line.",
                "run.archived", "run.not_found");

    private static async Task<FileContentHttpResult> HandleAsync(
        Guid id, ClaimsPrincipal user, ILedger ledger, CancellationToken cancellationToken)
    {
        var run = await ledger.RunAsync(id, Caller.ScopeOf(user), cancellationToken);
        var record = await ledger.RecordAsync(run, cancellationToken);
        return TypedResults.Bytes(RunLog.Of(run, record.Select(item => item.Event)), RunLog.ContentType);
    }
}
