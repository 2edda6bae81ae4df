using System.Text.Json;
using Nexus.Spec.Blueprints;
using Nexus.Spec.Templates;

namespace Nexus.Engine.Actions;

/// <summary>Values against what an action's manifest says of them: templates are only known when a step runs.</summary>
internal static class ActionSchema
{
    /// <summary>Null is as good as not there, unless it is needed.</summary>
    /// <param name="fields">Of the manifest.</param>
    /// <param name="given">An object.</param>
    /// <param name="mayBeSecret">A handle stands for a value that is not known here.</param>
    /// <returns>"'data' is text and not an object"; null: all fit.</returns>
    public static string? Unfit(IReadOnlyList<ActionField> fields, JsonElement given, bool mayBeSecret = false)
    {
        foreach (var field in fields)
        {
            if (!given.TryGetProperty(field.Name, out var value))
            {
                if (field.IsRequired)
                    return $"'{field.Name}' is missing";
                continue;
            }

            if (InputTypes.Fits(value, field.Type) || (mayBeSecret && IsHandle(value))
                || (value.ValueKind is JsonValueKind.Null && !field.IsRequired))
            {
                continue;
            }

            return $"'{field.Name}' is {InputTypes.Words(value)} and not {InputTypes.Words(field.Type)}";
        }

        return null;
    }

    private static bool IsHandle(JsonElement value) =>
        value.ValueKind is JsonValueKind.Object && value.TryGetProperty(Template.SecretKey, out _);
}
