using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Engine.Runs;

namespace Nexus.Engine.Blueprints;

/// <summary><c>POST /actions/execute</c>: for administrators, recorded as any other run is.</summary>
internal static class ExecuteAction
{
    private const string Requested = "xyn.action.execute.requested";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/actions/execute", HandleAsync).WithName(nameof(ExecuteAction))
            .RequireAuthorization(Caller.Admin)
            .Note("Does one action, without a blueprint: a run of a single step, which has begun when this answers.",
                "action.not_found", "blueprint.invalid", "run.invalid", "run.too_many_waiting");

    private static async Task<Ok<RunView>> HandleAsync(
        ExecuteActionRequest request, ActionCall call, RunEngine engine, TimeProvider clock, HttpContext context,
        CancellationToken cancellationToken)
    {
        if (StartRun.Problem(new() { BlueprintRef = "", Name = request.Name, Inputs = request.With }) is { } problem)
            throw new NexusException(StoredErrors.BadRun(problem));
        var inputs = call.Check(request);
        var by = Asker.Of(context);
        var item = by.Event(clock, Requested, new("action", request.Action), inputs);
        var trigger = new PlanTrigger(Requested, call.Plan)
        {
            Bind = _ => new(inputs, Lane: null) { Title = request.Name },
        };
        return TypedResults.Ok(await engine.StartRunAsync(
            item, trigger,
            (batch, run) => by.Join(batch, JsonSerializer.Serialize(run, ContractsJson.Default.RunView)),
            cancellationToken));
    }
}
