using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Runs;

/// <summary><c>GET /runs/{id}/steps/{step}</c>.</summary>
internal static class ShowStep
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/runs/{id:guid}/steps/{step}", HandleAsync).WithName(nameof(ShowStep))
            .Note("A step that has begun; `{step}` is its name or id.", "run.not_found", "step.not_found");

    private static async Task<Ok<StepView>> HandleAsync(
        Guid id, string step, ClaimsPrincipal user, ILedger ledger, TriggerTable triggers,
        CancellationToken cancellationToken)
    {
        var run = await ledger.RunAsync(id, Caller.ScopeOf(user), cancellationToken);
        var now = new RunSnapshot(run, await ledger.StepsAsync(run, cancellationToken));
        var found = now.Step(step);
        var plan = await triggers.FindAsync(run.Name, cancellationToken);
        return TypedResults.Ok(RunRows.View(id, found, run.LogArtifactId) with { Inputs = InputsOf(plan, now, found) });
    }

    /// <summary>They are not kept: by what is recorded they are the same whenever they are asked for.</summary>
    private static JsonElement? InputsOf(Plan plan, RunSnapshot run, StepState step)
    {
        if (plan.Find(step.Name)?.Inputs is not { } inputs || step.Items is not null)
            return null;
        try
        {
            return inputs(StepContexts.OfAttempt(run, step));
        }
        catch (NexusException)
        {
            return null; // It never began: what it was to be given could not be made.
        }
    }
}
