using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Engine.Runs;
using Nexus.Platform.Ledger;
using Nexus.Spec.Blueprints;

namespace Nexus.Engine.Blueprints;

/// <summary><c>POST /runs</c>: that it is wanted and that it has begun is one commit.</summary>
internal static class StartRun
{
    private const string Requested = "xyn.blueprint.run.requested";
    private const int LongestName = 200;
    private const int MostPriority = 100;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/runs", HandleAsync).WithName(nameof(StartRun))
            .Note("Starts a run of a blueprint with inputs of its own; it is its owner's.",
                "blueprint.disabled", "blueprint.not_found", "blueprint.unreadable", "blueprint.version_not_found",
                "run.bad_inputs", "run.invalid", "run.lane_busy", "run.too_many_waiting", "template.bad_value",
                "template.forged_secret", "template.too_large");

    private static async Task<Ok<RunView>> HandleAsync(
        RunCreateRequest request, BlueprintCatalogue catalogue, RunEngine engine, ILedger ledger, TimeProvider clock,
        HttpContext context, CancellationToken cancellationToken)
    {
        if (Problem(request) is { } problem)
            throw new NexusException(StoredErrors.BadRun(problem));
        var by = Asker.Of(context);
        var (row, version) = await ledger.ReferredAsync(request.BlueprintRef, by.Scope, cancellationToken);
        if (!BlueprintState.Read(row).IsEnabled)
            throw new NexusException(StoredErrors.Disabled(row.Id));
        var compiled = await catalogue.FindAsync(version.Id, cancellationToken)
            ?? throw new NexusException(StoredErrors.Unreadable(version.Id));

        var inputs = Inputs(compiled.Blueprint, request.Inputs);
        var item = by.Event(clock, Requested, new("blueprint", row.Id), EventData.Of(
            ("version", version.Id), ("inputs", JsonNode.Parse(inputs.GetRawText())))) with
        {
            OwnerId = row.OwnerId,
        };
        var bound = BlueprintBinding.Bind(compiled.Blueprint, inputs, item);
        if (bound.Error is { } error)
            throw new NexusException(error);
        var trigger = new PlanTrigger(Requested, compiled.Plan)
        {
            OwnerId = row.OwnerId,
            OnBusy = BlueprintPlan.WhenBusy(compiled.Blueprint),
            Bind = _ => bound with { Title = request.Name, Priority = request.Priority ?? bound.Priority },
        };
        return TypedResults.Ok(await engine.StartRunAsync(
            item, trigger,
            (batch, run) => by.Join(batch, JsonSerializer.Serialize(run, ContractsJson.Default.RunView)),
            cancellationToken));
    }

    private static string? Problem(RunCreateRequest request) => request switch
    {
        { Name.Length: > LongestName } => $"its name has more than {LongestName} characters",
        { Name: { } name } when name.Any(char.IsControl) => "its name has control characters",
        { Priority: < -MostPriority or > MostPriority } => $"its priority is not -{MostPriority} to {MostPriority}",
        { Inputs: { ValueKind: not JsonValueKind.Object } } => "its inputs are no object",
        _ => null,
    };

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
