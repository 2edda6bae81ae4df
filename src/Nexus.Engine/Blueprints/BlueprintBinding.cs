using System.Text.Json;
using Nexus.Contracts;
using Nexus.Engine.Events;
using Nexus.Engine.Runs;
using Nexus.Platform.Ledger;
using Nexus.Spec.Blueprints;
using Nexus.Spec.Templates;

namespace Nexus.Engine.Blueprints;

/// <summary>What a run of a blueprint takes of the event that starts it.</summary>
internal static class BlueprintBinding
{
    /// <returns>Null: this trigger does not want the event.</returns>
    public static Binding? Bind(Blueprint blueprint, BlueprintTrigger trigger, LedgerEvent item)
    {
        var told = JsonSerializer.SerializeToElement(
            EventViews.View(new(0, item)), ContractsJson.Default.EventView);
        var scope = new TemplateScope { Event = told };
        if (!IsWanted(trigger, scope))
            return null;

        var values = new List<(string, JsonElement)>();
        var error = Inputs(blueprint, told, values);
        return Of(blueprint, BlueprintScope.Object(values), told, error);
    }

    /// <summary>Of inputs that a person gives.</summary>
    /// <param name="blueprint">What is to run.</param>
    /// <param name="inputs">Checked.</param>
    /// <param name="item">That they want it.</param>
    public static Binding Bind(Blueprint blueprint, JsonElement inputs, LedgerEvent item)
    {
        var told = JsonSerializer.SerializeToElement(
            EventViews.View(new(0, item)), ContractsJson.Default.EventView);
        return Again(blueprint, inputs, told);
    }

    /// <param name="blueprint">What is to run again.</param>
    /// <param name="inputs">Checked.</param>
    /// <param name="told">The event of the run before.</param>
    public static Binding Again(Blueprint blueprint, JsonElement inputs, JsonElement told) =>
        Of(blueprint, inputs, told, error: null);

    private static Binding Of(Blueprint blueprint, JsonElement inputs, JsonElement told, NexusError? error)
    {
        string? lane = null;
        try
        {
            var scope = new TemplateScope { Event = told, Inputs = inputs };
            if (error is null && blueprint.Concurrency is { } concurrency)
                lane = $"{blueprint.Id}:{concurrency.Key.Text(scope)}";
        }
        catch (NexusException e)
        {
            error = e.Error;
        }

        return new(inputs, lane) { Event = told, Error = error, Priority = blueprint.Priority };
    }

    /// <summary>A condition that cannot be told of an event is not met by it: foreign events have any shape.</summary>
    private static bool IsWanted(BlueprintTrigger trigger, TemplateScope scope)
    {
        try
        {
            return trigger.Where?.IsTrue(scope) ?? true;
        }
        catch (NexusException)
        {
            return false;
        }
    }

    private static NexusError? Inputs(Blueprint blueprint, JsonElement told, List<(string, JsonElement)> values)
    {
        foreach (var input in blueprint.Inputs)
        {
            if (Find(told, input.From) is not { ValueKind: not JsonValueKind.Null } value)
            {
                if (input.Default is { } standIn)
                    values.Add((input.Name, standIn));
                else if (input.IsRequired)
                    return BlueprintRunErrors.InputMissing(blueprint.Id, input.Name, input.From);
                continue;
            }

            if (!Fits(input, value))
                return BlueprintRunErrors.InputUnfit(blueprint.Id, input.Name);
            values.Add((input.Name, value));
        }

        return null;
    }

    public static bool Fits(BlueprintInput input, JsonElement value) =>
        InputTypes.Fits(value, input.Type)
        && (input.Enum.Count == 0 || input.Enum.Any(allowed => JsonElement.DeepEquals(allowed, value)));

    private static JsonElement? Find(JsonElement at, IReadOnlyList<string> path)
    {
        foreach (var name in path)
        {
            if (at.ValueKind is not JsonValueKind.Object || !at.TryGetProperty(name, out at))
                return null;
        }

        return at;
    }
}
