using Microsoft.AspNetCore.Http;
using Nexus.Engine.Runs;
using Nexus.Platform.Ledger;

namespace Nexus.Engine;

/// <summary>On whose behalf something is done: of a request, or of a step.</summary>
/// <param name="UserId">Whose what is made will be.</param>
/// <param name="Scope">What they may see.</param>
/// <param name="Actor">A principal's id.</param>
internal sealed record Asker(string UserId, Scope Scope, string Actor, string CorrelationId)
{
    public Guid? RunId { get; init; }

    public Guid? StepId { get; init; }

    public IRequestClaim? Claim { get; init; }

    public static Asker Of(HttpContext context) =>
        new(
            Caller.Id(context.User), Caller.ScopeOf(context.User), Caller.Id(context.User), context.TraceIdentifier)
        {
            Claim = context.Features.Get<IRequestClaim>(),
        };

    public static Asker Of(StepContext step) =>
        new(step.OwnerId, Scope.Of(step.OwnerId), step.Actor, step.CorrelationId)
        {
            RunId = step.RunId,
            StepId = step.StepId,
        };

    /// <summary>Something that happens because of them.</summary>
    public LedgerEvent Event(
        TimeProvider clock, string name, ResourceRef about, System.Text.Json.JsonElement data) =>
        LedgerEvent.Now(clock, name, about, CorrelationId) with
        {
            Actor = Actor,
            OwnerId = UserId,
            RunId = RunId,
            StepId = StepId,
            Data = data,
        };

    public LedgerBatch Join(LedgerBatch batch, string answer) => Claim?.Join(batch, answer) ?? batch;

    public bool Sees(StateRow row) => Scope.OwnerId is null || row.OwnerId == Scope.OwnerId;
}
