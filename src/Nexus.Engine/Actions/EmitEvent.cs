using System.Text.Json;
using Nexus.Engine.Events;
using Nexus.Platform.Ledger;
using Nexus.Spec.Blueprints;
using static Nexus.Spec.Blueprints.ActionField;

namespace Nexus.Engine.Actions;

/// <summary><c>event.emit</c>: an event that commits with the end of its step, and so exactly once.</summary>
internal sealed class EmitEvent(TimeProvider clock) : IAction
{
    private const string Name = "event.emit";
    private static readonly JsonElement NoData = EventData.Of();

    public ActionManifest Manifest { get; } = new(
        Name, "Emits an event, on behalf of the run.",
        [
            Needed(
                "event_name", InputType.Text,
                "As `host.mended`; of the server's own, `xyn.*`, only reserved ones.") with
            {
                Problem = value => EventNames.ForeignProblem($"{value}"),
            },
            Optional("data", InputType.Map, "What is particular to it."),
        ],
        [Needed("event_id", InputType.Text, "The event.")])
    {
        IsIdempotent = true,
    };

    public Task<JsonElement?> RunAsync(ActionContext context, CancellationToken cancellationToken)
    {
        var (step, with) = context;
        var item = LedgerEvent.Now(
            clock, with.GetProperty("event_name").GetString() ?? "", step.Resource, step.CorrelationId) with
        {
            Actor = step.Actor,
            OwnerId = step.OwnerId,
            RunId = step.RunId,
            StepId = step.StepId,
            Data = with.Map("data") ?? NoData,
        };
        EventNames.CheckForeign(item.EventName);
        step.AlsoCommit = new([item]);
        return Task.FromResult<JsonElement?>(EventData.Of(("event_id", item.EventId.ToString())));
    }
}
