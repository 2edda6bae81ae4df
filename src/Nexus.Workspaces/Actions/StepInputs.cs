using System.Text.Json;
using Nexus.Contracts;

namespace Nexus.Workspaces.Actions;

/// <summary>What a step's <c>with</c> has, its templates filled in. A null is as if nothing was said.</summary>
internal static class StepInputs
{
    /// <exception cref="NexusException"><c>action.bad_input</c>: it is missing, or no text.</exception>
    public static string Required(this JsonElement with, string name) =>
        with.Text(name) is { Length: > 0 } text ? text : throw Bad($"its {name} is missing");

    /// <exception cref="NexusException"><c>action.bad_input</c>: it is no text.</exception>
    public static string? Text(this JsonElement with, string name) => with.Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => value.GetString(),
        _ => throw Bad($"its {name} is no text"),
    };

    /// <exception cref="NexusException"><c>action.bad_input</c>: it is neither true nor false.</exception>
    public static bool Flag(this JsonElement with, string name) => with.Find(name) switch
    {
        null or { ValueKind: JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.True } => true,
        _ => throw Bad($"its {name} is neither true nor false"),
    };

    /// <returns>Null: there is none, or it is null.</returns>
    public static JsonElement? Find(this JsonElement with, string name) =>
        with.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;

    public static NexusException Bad(string why) => new(ActionErrors.BadInput(why));
}
