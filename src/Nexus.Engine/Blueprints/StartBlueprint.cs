using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Contracts;
using Nexus.Engine.Runs;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Blueprints;

/// <summary>A run somebody wants, instead of an event.</summary>
/// <param name="Reference"><c>bp.x</c> for what is in force, or <c>bp.x@REVISION</c>.</param>
/// <param name="Inputs">An object; null: none.</param>
internal sealed record WantedRun(string Reference, JsonElement? Inputs)
{
    public string? Title { get; init; }

    /// <summary>Null: the blueprint's.</summary>
    public int? Priority { get; init; }

    /// <summary>Of one that a step waits for.</summary>
    public ChildOf? Parent { get; init; }
}

/// <summary>Starts runs with inputs of their own: that one is wanted and that it has begun is one commit.</summary>
internal sealed class StartBlueprint(
    BlueprintCatalogue catalogue, RunEngine engine, ILedger ledger, TimeProvider clock)
{
    private const string Requested = "xyn.blueprint.run.requested";

    /// <exception cref="NexusException">
    /// <c>blueprint.disabled</c>, <c>blueprint.not_found</c>, <c>blueprint.unreadable</c>,
    /// <c>blueprint.version_not_found</c>, <c>run.bad_inputs</c>, <c>run.lane_busy</c>,
    /// <c>run.too_many_waiting</c>, <c>run.waits_for_itself</c>, and those of templates.
    /// </exception>
    public async Task<RunView> StartAsync(WantedRun wanted, Asker by, CancellationToken cancellationToken)
    {
        var (row, version) = await ledger.ReferredAsync(wanted.Reference, by.Scope, cancellationToken);
        if (!BlueprintState.Read(row).IsEnabled)
            throw new NexusException(StoredErrors.Disabled(row.Id));
        var compiled = await catalogue.FindAsync(version.Id, cancellationToken)
            ?? throw new NexusException(StoredErrors.Unreadable(version.Id));

        var inputs = RunInputs.Of(compiled.Blueprint, wanted.Inputs);
        var item = by.Event(clock, Requested, new("blueprint", row.Id), EventData.Of(
            ("version", version.Id), ("inputs", JsonNode.Parse(inputs.GetRawText())))) with
        {
            OwnerId = row.OwnerId,
        };
        var bound = BlueprintBinding.Bind(compiled.Blueprint, inputs, item);
        if (bound.Error is { } error)
            throw new NexusException(error);
        if (bound.Lane is { } lane && wanted.Parent is { } parent && engine.IsHeldAbove(parent.ParentRunId, lane))
            throw new NexusException(RunErrors.WaitsForItself(row.Id));
        var trigger = new PlanTrigger(Requested, compiled.Plan)
        {
            OwnerId = row.OwnerId,
            OnBusy = BlueprintPlan.WhenBusy(compiled.Blueprint),
            Bind = _ => bound with
            {
                Title = wanted.Title,
                Priority = wanted.Priority ?? bound.Priority,
                Parent = wanted.Parent,
            },
        };
        return await engine.StartRunAsync(
            item, trigger,
            (batch, run) => by.Join(batch, JsonSerializer.Serialize(run, ContractsJson.Default.RunView)),
            cancellationToken);
    }
}
