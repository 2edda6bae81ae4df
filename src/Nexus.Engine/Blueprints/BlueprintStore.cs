using System.Text.Json;
using Nexus.Contracts;
using Nexus.Engine.Events;
using Nexus.Engine.Runs;
using Nexus.Engine.Schedules;
using Nexus.Platform.Ledger;
using Nexus.Spec.Blueprints;

namespace Nexus.Engine.Blueprints;

/// <summary>
/// Puts blueprints in force and out of it: first durably, then for the engine. One after the other, so that the engine
/// has what the ledger has.
/// </summary>
internal sealed class BlueprintStore(
    ILedger ledger, IEventIntake intake, RunEngine engine, BlueprintCatalogue catalogue, ScheduleBook schedules,
    TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _oneAfterTheOther = new(1, 1);

    public void Dispose() => _oneAfterTheOther.Dispose();

    /// <summary>In force from when this completes; runs that go on keep their revision.</summary>
    /// <param name="wanted">What is to be in force.</param>
    /// <param name="by">Who wants it.</param>
    /// <param name="cancellationToken">Stops before it is recorded.</param>
    /// <exception cref="NexusException"><c>blueprint.taken</c>, <c>ledger.conflict</c>.</exception>
    public async Task<BlueprintView> PromoteAsync(
        Promotion wanted, Asker by, CancellationToken cancellationToken)
    {
        await _oneAfterTheOther.WaitAsync(cancellationToken);
        try
        {
            var (blueprint, ownerId) = (wanted.Blueprint, wanted.OwnerId);
            var row = await ledger.FindAsync(BlueprintState.Kind, blueprint.Id, cancellationToken);
            if (row is not null && row.OwnerId != ownerId)
                throw new NexusException(StoredErrors.Taken(blueprint.Id));
            var state = StateOf(blueprint, by.Actor);
            if (row is not null && BlueprintState.Read(row) is { IsEnabled: true } now
                && now.Version == state.Version && wanted.AlsoCommit is null)
            {
                return now.View(ownerId, schedules.Views(blueprint.Id));
            }

            var compiled = catalogue.Compile(blueprint);
            var version = await ledger.FindAsync(BlueprintVersion.Kind, state.Version, cancellationToken) is null
                ? VersionOf(wanted, state) : null;
            using var times = await schedules.ChangeAsync(blueprint.Id, blueprint, ownerId, cancellationToken);
            var view = state.View(ownerId, times.Views);
            var batch = Batch("xyn.blueprint.promoted", row, state, ownerId, by).With(times.Batch);
            batch = version is null ? batch : batch.With(new([], version));
            batch = wanted.AlsoCommit is { } also ? batch.With(also) : batch;
            await intake.EmitAsync(by.Join(batch, Json(view)), CancellationToken.None);
            catalogue.Put(compiled, ownerId);
            times.Keep();
            return view;
        }
        finally
        {
            _oneAfterTheOther.Release();
        }
    }

    /// <summary>Disabled, no event starts it and nobody; what runs goes on.</summary>
    /// <exception cref="NexusException"><c>blueprint.not_found</c>, <c>blueprint.unreadable</c>.</exception>
    public async Task<BlueprintView> SwitchAsync(
        string id, bool isEnabled, Asker by, CancellationToken cancellationToken)
    {
        await _oneAfterTheOther.WaitAsync(cancellationToken);
        try
        {
            var row = await ledger.BlueprintAsync(id, by.Scope, cancellationToken);
            var state = BlueprintState.Read(row);
            if (state.IsEnabled == isEnabled)
                return state.View(row.OwnerId, schedules.Views(id));
            var compiled = isEnabled ? await catalogue.FindAsync(state.Version, cancellationToken) : null;
            if (isEnabled && compiled is null)
                throw new NexusException(StoredErrors.Unreadable(state.Version));
            var next = state with { IsEnabled = isEnabled };
            var name = isEnabled ? "xyn.blueprint.enabled" : "xyn.blueprint.disabled";
            using var times = await schedules.ChangeAsync(id, compiled?.Blueprint, row.OwnerId, cancellationToken);
            var view = next.View(row.OwnerId, times.Views);
            var batch = Batch(name, row, next, row.OwnerId, by).With(times.Batch);
            await intake.EmitAsync(by.Join(batch, Json(view)), CancellationToken.None);
            if (compiled is not null)
                catalogue.Put(compiled, row.OwnerId);
            else
                catalogue.Take(id);
            times.Keep();
            return view;
        }
        finally
        {
            _oneAfterTheOther.Release();
        }
    }

    /// <summary>It goes with its revisions; refused while runs of it have not ended, which need theirs.</summary>
    /// <exception cref="NexusException"><c>blueprint.not_found</c>, <c>blueprint.in_use</c>.</exception>
    public async Task<BlueprintView> RemoveAsync(string id, Asker by, CancellationToken cancellationToken)
    {
        await _oneAfterTheOther.WaitAsync(cancellationToken);
        try
        {
            var row = await ledger.BlueprintAsync(id, by.Scope, cancellationToken);
            var state = BlueprintState.Read(row);
            var versions = await ledger.VersionsAsync(id, cancellationToken);
            var compiled = state.IsEnabled ? await catalogue.FindAsync(state.Version, cancellationToken) : null;
            catalogue.Take(id); // first: from now on no run begins that would not be seen
            try
            {
                if (await engine.Book.CountOpenAsync($"{id}@", cancellationToken) is > 0 and var runs)
                    throw new NexusException(StoredErrors.InUse(id, runs));
                using var times = await schedules.ChangeAsync(id, null, row.OwnerId, cancellationToken);
                var view = state.View(row.OwnerId, planned: null);
                var told = Batch("xyn.blueprint.removed", row, state, row.OwnerId, by).Events;
                var gone = new List<StateRow> { row }.Concat(versions)
                    .Select(each => new StateRemoval(each.Kind, each.Id, each.Version));
                var batch = new LedgerBatch(told, [], [.. gone]).With(times.Batch);
                await intake.EmitAsync(by.Join(batch, Json(view)), CancellationToken.None);
                times.Keep();
                return view;
            }
            catch
            {
                if (compiled is not null)
                    catalogue.Put(compiled, row.OwnerId);
                throw;
            }
        }
        finally
        {
            _oneAfterTheOther.Release();
        }
    }

    private BlueprintState StateOf(Blueprint blueprint, string actor) => new()
    {
        BlueprintId = blueprint.Id,
        Name = blueprint.Name,
        Description = blueprint.Description,
        Version = BlueprintPlan.NameOf(blueprint),
        Revision = blueprint.Revision,
        Providers = [.. blueprint.Plan.Concat(blueprint.OnFailure).OfType<AgentTask>()
            .Select(task => task.Provider).Distinct(StringComparer.Ordinal)],
        EventTypes = [.. blueprint.Triggers.Select(trigger => trigger.EventType).OfType<string>()],
        Schedules = ScheduleState.Rules(blueprint),
        Inputs =
        [
            .. blueprint.Inputs.Select(input => new BlueprintInputView
            {
                Name = input.Name,
                Type = InputTypes.Word(input.Type),
                IsRequired = input.IsRequired,
                Default = input.Default,
                Description = input.Description,
            }),
        ],
        PromotedAt = clock.GetUtcNow(),
        PromotedBy = actor,
    };

    private static StateRow VersionOf(Promotion wanted, BlueprintState state)
    {
        var version = new BlueprintVersion
        {
            BlueprintId = state.BlueprintId,
            Revision = state.Revision,
            Definition = wanted.Definition,
            Canonical = wanted.Blueprint.Canonical,
            PromotedAt = state.PromotedAt,
            PromotedBy = state.PromotedBy,
            DraftId = wanted.DraftId,
        };
        return new(BlueprintVersion.Kind, state.Version, "", wanted.OwnerId, 1, version.Body());
    }

    /// <param name="row">As it is; null: it is new.</param>
    private LedgerBatch Batch(string name, StateRow? row, BlueprintState state, string ownerId, Asker by)
    {
        var told = by.Event(clock, name, new("blueprint", state.BlueprintId), EventData.Of(
            ("name", state.Name), ("version", state.Version), ("revision", state.Revision))) with
        {
            OwnerId = ownerId,
        };
        return new([told], row?.Next(state.Body())
            ?? new(BlueprintState.Kind, state.BlueprintId, "", ownerId, 1, state.Body()));
    }

    private static string Json(BlueprintView view) =>
        JsonSerializer.Serialize(view, ContractsJson.Default.BlueprintView);
}

/// <summary>What is to be in force, and whose it is.</summary>
/// <param name="Definition">As it was written.</param>
/// <param name="AlsoCommit">What happens with it; null: nothing.</param>
internal sealed record Promotion(
    Blueprint Blueprint, string Definition, string OwnerId, Guid? DraftId, LedgerBatch? AlsoCommit);
