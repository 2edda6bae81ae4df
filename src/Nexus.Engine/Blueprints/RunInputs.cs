using System.Text.Json;
using Nexus.Contracts;
using Nexus.Spec.Blueprints;

namespace Nexus.Engine.Blueprints;

/// <summary>Inputs that a person gives.</summary>
internal static class RunInputs
{
    /// <summary>With what stands in for those that are not given.</summary>
    /// <exception cref="NexusException"><c>run.bad_inputs</c>, with every problem.</exception>
    public static JsonElement Of(Blueprint blueprint, JsonElement? given)
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

    /// <summary>Those of before, but for the ones that are given now.</summary>
    public static JsonElement Changed(JsonElement before, JsonElement? given)
    {
        if (given is not { } now)
            return before;
        var changed = now.EnumerateObject().Select(field => field.Name).ToHashSet(StringComparer.Ordinal);
        return BlueprintScope.Object(
            before.EnumerateObject().Where(field => !changed.Contains(field.Name)).Concat(now.EnumerateObject())
                .Select(field => (field.Name, field.Value)));
    }
}
