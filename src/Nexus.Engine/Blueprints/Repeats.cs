using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Contracts;
using Nexus.Engine.Runs;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Blueprints;

/// <summary>Runs that are done again.</summary>
internal sealed class Repeats(BlueprintCatalogue catalogue, RunEngine engine, ILedger ledger, TimeProvider clock)
{
    /// <summary>Of the errors of both.</summary>
    public static IReadOnlyList<string> Codes { get; } =
    [
        "blueprint.disabled", "blueprint.not_found", "blueprint.unreadable", "blueprint.version_not_found",
        "run.bad_inputs", "run.built_in", "run.lane_busy", "run.not_ended", "run.not_found",
        "run.too_many_waiting", "template.bad_value", "template.forged_secret", "template.too_large",
    ];

    /// <summary>A run that has ended, and its revision, which whoever asks may start.</summary>
    /// <exception cref="NexusException">One of <see cref="Codes"/>.</exception>
    public async Task<RunBefore> FindAsync(Guid id, Asker by, CancellationToken cancellationToken)
    {
        var run = await ledger.RunAsync(id, by.Scope, cancellationToken);
        if (run.Phase is not RunPhase.Ended)
            throw new NexusException(RunErrors.NotEnded(run));
        if (!run.Name.Contains('@', StringComparison.Ordinal))
            throw new NexusException(RunErrors.BuiltIn(run));
        var (row, version) = await ledger.ReferredAsync(run.Name, by.Scope, cancellationToken);
        if (row.OwnerId != run.OwnerId)
            throw new NexusException(StoredErrors.NotFound(row.Id));
        if (!BlueprintState.Read(row).IsEnabled)
            throw new NexusException(StoredErrors.Disabled(row.Id));
        var compiled = await catalogue.FindAsync(version.Id, cancellationToken)
            ?? throw new NexusException(StoredErrors.Unreadable(version.Id));
        return new(run, compiled);
    }

    /// <summary>What a run that goes on from it has of it.</summary>
    /// <exception cref="NexusException"><c>run.archived</c>.</exception>
    public async Task<IReadOnlyList<StepTold>> KeptAsync(RunBefore before, CancellationToken cancellationToken)
    {
        var record = await ledger.RecordAsync(before.Run, cancellationToken);
        return KeptSteps.Of(StepHistory.Of(record.Select(item => item.Event)), before.Compiled.Plan);
    }

    /// <summary>Recorded in one commit with who wanted it.</summary>
    /// <exception cref="NexusException">One of <see cref="Codes"/>.</exception>
    public async Task<RunView> StartAsync(
        RunBefore before, Asker by, Wish wish, Func<Binding, Binding> add, CancellationToken cancellationToken)
    {
        var (run, compiled) = before;
        var item = by.Event(clock, wish.EventName, run.Resource, EventData.Of([("name", run.Name), .. wish.Told])) with
        {
            OwnerId = run.OwnerId,
            RunId = run.RunId,
        };
        var bound = BlueprintBinding.Again(compiled.Blueprint, wish.Inputs, run.Event ?? EventData.Of());
        if (bound.Error is { } error)
            throw new NexusException(error);
        var trigger = new PlanTrigger(wish.EventName, compiled.Plan)
        {
            OwnerId = run.OwnerId,
            OnBusy = BlueprintPlan.WhenBusy(compiled.Blueprint),
            Bind = _ => add(bound) with { Title = run.Title, Priority = run.Priority },
        };
        return await engine.StartRunAsync(
            item, trigger,
            (batch, next) => by.Join(batch, JsonSerializer.Serialize(next, ContractsJson.Default.RunView)),
            cancellationToken);
    }
}

/// <summary>What is done again.</summary>
internal sealed record RunBefore(RunState Run, Compiled Compiled);

/// <summary>That it is wanted.</summary>
internal sealed record Wish(string EventName, JsonElement Inputs)
{
    /// <summary>What the event says beside its name.</summary>
    public IReadOnlyList<(string, JsonNode?)> Told { get; init; } = [];
}
