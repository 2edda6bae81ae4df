using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Contracts;
using Nexus.Engine.Runs;
using Nexus.Platform.Ledger;
using Nexus.Spec.Blueprints;

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

        var inputs = Inputs(compiled.Blueprint, wanted.Inputs);
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

    /// <summary>With what stands in for those that are not given.</summary>
    /// <exception cref="NexusException"><c>run.bad_inputs</c>, with every problem.</exception>
    private static JsonElement Inputs(Blueprint blueprint, JsonElement? given)
    {
        var problems = new List<BadInput>();
        var values = new List<(string, JsonElement)>();
        var left = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var field in given?.EnumerateObject() ?? default)
            left[field.Name] = field.Value;
        foreach (var input in blueprint.Inputs)
        {
            if (!left.Remove(input.Name, out var value) || value.ValueKind is JsonValueKind.Null)
            {
                if (input.Default is { } standIn)
                    values.Add((input.Name, standIn));
                else if (input.IsRequired)
                    problems.Add(new(input.Name, "is missing"));
            }
            else if (BlueprintBinding.Fits(input, value))
            {
                values.Add((input.Name, value));
            }
            else
            {
                problems.Add(new(input.Name, input.Enum.Count > 0
                    ? $"is none of {string.Join(", ", input.Enum.Select(one => one.GetRawText()))}"
                    : $"is not of the type {InputTypes.Word(input.Type)}"));
            }
        }

        problems.AddRange(left.Keys.Select(name => new BadInput(name, "is not asked for")));
        return problems.Count == 0
            ? BlueprintScope.Object(values)
            : throw new NexusException(StoredErrors.BadInputs(blueprint.Id, problems));
    }
}
