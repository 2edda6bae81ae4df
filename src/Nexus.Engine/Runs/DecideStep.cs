using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Runs;

/// <summary>
/// <c>POST /runs/{id}/steps/{step}/approve|reject</c>: durable when it answers. Who decides again as they did gets the
/// same answer; another decision is a conflict.
/// </summary>
internal static class DecideStep
{
    private const int LongestComment = 1000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/runs/{id:guid}/steps/{step}/approve", ApproveAsync).WithName("ApproveStep")
            .Note("Opens a gate; `{step}` is its name or id.",
                "gate.comment_too_long", "gate.decided", "gate.not_waiting", "run.not_found", "step.not_found");
        routes.MapPost("/runs/{id:guid}/steps/{step}/reject", RejectAsync).WithName("RejectStep")
            .Note("What the gate is before is not wanted: its step fails.",
                "gate.comment_too_long", "gate.decided", "gate.not_waiting", "run.not_found", "step.not_found");
    }

    private static Task<Ok<StepView>> ApproveAsync(
        Guid id, string step, [FromBody] DecisionRequest? request, ClaimsPrincipal user, RunEngine engine,
        ILedger ledger, TimeProvider clock, CancellationToken cancellationToken) =>
        DecideAsync(
            new(id, step, Caller.ScopeOf(user)), Decision(true, request, user, clock), engine, ledger,
            cancellationToken);

    private static Task<Ok<StepView>> RejectAsync(
        Guid id, string step, [FromBody] DecisionRequest? request, ClaimsPrincipal user, RunEngine engine,
        ILedger ledger, TimeProvider clock, CancellationToken cancellationToken) =>
        DecideAsync(
            new(id, step, Caller.ScopeOf(user)), Decision(false, request, user, clock), engine, ledger,
            cancellationToken);

    private static GateDecision Decision(
        bool isApproved, DecisionRequest? request, ClaimsPrincipal user, TimeProvider clock) =>
        request?.Comment is { Length: > LongestComment }
            ? throw new NexusException(RunErrors.CommentTooLong(LongestComment))
            : new(isApproved, Caller.Id(user), request?.Comment, clock.GetUtcNow(), Caller.Name(user));

    private static async Task<Ok<StepView>> DecideAsync(
        Place place, GateDecision decision, RunEngine engine, ILedger ledger, CancellationToken cancellationToken)
    {
        var state = await ledger.StepAsync(place.RunId, place.Step, place.Scope, cancellationToken);
        var eventName = decision.IsApproved ? StepHistory.GateApproved : StepHistory.GateRejected;
        var isDecided = state.IsGate && engine.Book.Find(place.RunId) is { } active
            && await engine.DecideAsync(active, state.StepId, eventName, decision);
        var now = await ledger.StepAsync(place.RunId, $"{state.StepId}", place.Scope, cancellationToken);
        var before = now.Decision is { } known ? known with { At = decision.At, ByName = decision.ByName } : null;
        if (isDecided || before == decision)
            return TypedResults.Ok(RunRows.View(place.RunId, now));
        throw new NexusException(
            now.Decision is { } other ? RunErrors.Decided(now.Name, other) : RunErrors.NoGate(now));
    }

    private sealed record Place(Guid RunId, string Step, Scope Scope);
}
