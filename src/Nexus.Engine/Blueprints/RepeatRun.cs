using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Engine.Runs;

namespace Nexus.Engine.Blueprints;

/// <summary>
/// <c>POST /runs/{id}/retry|rerun</c>: another run of the same revision, for what has ended stays as it ended.
/// </summary>
internal static class RepeatRun
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/runs/{id:guid}/retry", RetryAsync).WithName("RetryRun")
            .Note("Goes on from where a run failed: another run, of the same revision, that has what completed.",
                ["run.archived", "run.not_failed", .. Repeats.Codes]);
        routes.MapPost("/runs/{id:guid}/rerun", RerunAsync).WithName("RerunRun")
            .Note("Does all of a run again with the same revision, and the same inputs or others.",
                ["run.invalid", .. Repeats.Codes]);
    }

    private static async Task<Ok<RunView>> RetryAsync(
        Guid id, Repeats repeats, HttpContext context, CancellationToken cancellationToken)
    {
        var by = Asker.Of(context);
        var before = await repeats.FindAsync(id, by, cancellationToken);
        if (before.Run.Status is RunStatus.Completed)
            throw new NexusException(RunErrors.NotFailed(before.Run));
        var inputs = RunInputs.Of(before.Compiled.Blueprint, before.Run.Inputs);
        var kept = await repeats.KeptAsync(before, cancellationToken);
        return TypedResults.Ok(await repeats.StartAsync(
            before, by, new("xyn.run.retry.requested", inputs), bound => bound with { RetryOf = id, Kept = kept },
            cancellationToken));
    }

    private static async Task<Ok<RunView>> RerunAsync(
        Guid id, [FromBody] RerunRequest? request, Repeats repeats, HttpContext context,
        CancellationToken cancellationToken)
    {
        if (request?.Inputs is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null) })
            throw new NexusException(StoredErrors.BadRun("its inputs are no object"));
        var by = Asker.Of(context);
        var before = await repeats.FindAsync(id, by, cancellationToken);
        var given = request?.Inputs is { ValueKind: JsonValueKind.Object } some ? some : (JsonElement?)null;
        var inputs = RunInputs.Of(
            before.Compiled.Blueprint, RunInputs.Changed(before.Run.Inputs, given));
        var wish = new Wish("xyn.run.rerun.requested", inputs)
        {
            Told = [("inputs", JsonNode.Parse(inputs.GetRawText()))],
        };
        return TypedResults.Ok(await repeats.StartAsync(
            before, by, wish, bound => bound with { RerunOf = id }, cancellationToken));
    }
}
