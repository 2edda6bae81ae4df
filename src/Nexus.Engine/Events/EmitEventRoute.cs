using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Engine.Runs;
using Nexus.Platform;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Events;

/// <summary><c>POST /events</c>: on disk, with the runs it starts, when this answers.</summary>
internal static class EmitEventRoute
{
    private const int LongestType = 40;
    private const int LongestId = 200;
    private static readonly JsonElement NoData = EventData.Of();

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/events", HandleAsync).WithName("EmitEvent")
            .Note("Takes an event of the caller's: it is on disk, with the runs it starts, when this answers.",
                "event.invalid", "event.name_invalid", "run.not_found", "run.too_many_waiting");

    private static async Task<Ok<EmittedEventView>> HandleAsync(
        EmitEventRequest request, IEventIntake intake, ILedger ledger, Redactor redactor, TimeProvider clock,
        HttpContext context, CancellationToken cancellationToken)
    {
        EventNames.CheckForeign(request.EventName);
        if (Problem(request) is { } problem)
            throw new NexusException(EventErrors.Invalid(problem));
        await CheckRunAsync(request, Caller.ScopeOf(context.User), ledger, cancellationToken);

        var item = Masked(Of(request, clock, context), redactor);
        var view = View(item with { EnvId = ledger.EnvId });
        var batch = new LedgerBatch([item]);
        var answer = JsonSerializer.Serialize(view, ContractsJson.Default.EmittedEventView);
        await intake.EmitAsync(
            context.Features.Get<IRequestClaim>()?.Join(batch, answer) ?? batch, cancellationToken);
        return TypedResults.Ok(view);
    }

    private static string? Problem(EmitEventRequest request) => request switch
    {
        { Data: { ValueKind: not JsonValueKind.Object } } => "its data is not a JSON object",
        { Resource: { Type: not { Length: > 0 and <= LongestType } } } =>
            $"a resource has a type of 1 to {LongestType} characters",
        { Resource: { Id: not { Length: > 0 and <= LongestId } } } =>
            $"a resource has an id of 1 to {LongestId} characters",
        { Resource: { } resource } when (resource.Type + resource.Id).Any(char.IsControl) =>
            "its resource has control characters",
        { StepId: not null, RunId: null } => "it names a step and not its run",
        _ => null,
    };

    private static async Task CheckRunAsync(
        EmitEventRequest request, Scope scope, ILedger ledger, CancellationToken cancellationToken)
    {
        if (request.RunId is not { } runId)
            return;
        var run = await ledger.RunAsync(runId, scope, cancellationToken);
        if (request.StepId is { } stepId
            && (await ledger.StepsAsync(run, cancellationToken)).All(step => step.StepId != stepId))
        {
            throw new NexusException(EventErrors.Invalid($"its run has no step {stepId}"));
        }
    }

    private static LedgerEvent Of(EmitEventRequest request, TimeProvider clock, HttpContext context)
    {
        var about = request.Resource is { } resource ? new ResourceRef(resource.Type, resource.Id) : null;
        var item = LedgerEvent.Now(clock, request.EventName, about ?? new("event", ""), context.TraceIdentifier);
        return item with
        {
            Resource = about ?? new("event", item.EventId.ToString()),
            Actor = Caller.Id(context.User),
            OwnerId = Caller.Id(context.User),
            RunId = request.RunId,
            StepId = request.StepId,
            Data = request.Data ?? NoData,
        };
    }

    private static LedgerEvent Masked(LedgerEvent item, Redactor redactor)
    {
        var mask = redactor.Of(item.OwnerId);
        return item with
        {
            Resource = new(mask.Text(item.Resource.Type), mask.Text(item.Resource.Id)),
            Data = JsonElement.Parse(mask.Json(JsonMarshal.GetRawUtf8Value(item.Data ?? NoData))),
        };
    }

    private static EmittedEventView View(LedgerEvent item) => new()
    {
        EventId = item.EventId,
        EventName = item.EventName,
        OccurredAt = item.OccurredAt,
        EnvId = item.EnvId,
        Actor = item.Actor,
        CorrelationId = item.CorrelationId,
        RunId = item.RunId,
        StepId = item.StepId,
        Resource = new(item.Resource.Type, item.Resource.Id),
        Data = item.Data ?? NoData,
    };
}
